// The declarations of the packed package under old and new TypeScript, with and without the names of the DOM, and
// without `ESNext.Disposable`. Nothing is left unchecked (`skipLibCheck` is off).
import { linkTools, npmInstall, output, project, toolFile } from './scratch.mjs';

/** Compilers, and the declarations of Node that each can read. */
const COMPILERS = {
  typescript49: 'node-types-18',
  typescript59: '@types/node',
  typescript: '@types/node',
};

const SHARED = `
import { loadStringOps, StringOpsFallback, WASMRuntimeCoordinator } from 'stringops-booster';
import type { ExecuteResult, HeldText, StringOps, StringOpsOperation } from 'stringops-booster';

const ops: StringOps = await loadStringOps({ maximumPages: 1024 });
const offsets: Uint32Array = ops.fastSearchAll('banana', 'an');
// What Blob and transfer lists take: no buffer that may be shared.
const buffers: ArrayBuffer[] = [offsets.buffer as never, ops.fastHashMany(['a']).buffer, new StringOpsFallback().fastHashMany(['a']).buffer];
const held: HeldText = ops.hold('text');
buffers.push(held.fastSearchAll('t').buffer);
const coordinator = new WASMRuntimeCoordinator({ backend: 'javascript', metrics: true });
const name: StringOpsOperation = 'fastHash';
const outcome: ExecuteResult<number> = await coordinator.execute('stringOps', 'fastHash', 'text');
const loaded: StringOps | null = coordinator.getModule('stringOps');
class Own extends WASMRuntimeCoordinator {}
const own: WASMRuntimeCoordinator = new Own();
export { buffers, loaded, name, outcome, own };
`;

const NODE = `${SHARED}
import byDefault from 'stringops-booster/src/booster/wasm-runtime-coordinator.js';
const same: WASMRuntimeCoordinator = new byDefault();
// @ts-expect-error there is no module to name
await loadStringOps({ wasm: new Uint8Array(8) });
export { same };
`;

const BROWSER = `${SHARED}
import wasm from 'stringops-booster/modules/stringOps/stringOps.wasm';
await loadStringOps({ wasm });
await loadStringOps({ wasm: '/stringOps.wasm' });
new WASMRuntimeCoordinator({ wasm: '/stringOps.wasm' });
new Blob([ops.fastSearchAll('banana', 'an')]);
postMessage(ops.fastHashMany(['a']), { transfer: [ops.fastHashMany(['a']).buffer] });
`;

const configuration = (lib, types, more = {}) =>
  `${JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'node16',
      moduleResolution: 'node16',
      lib,
      types,
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      ...more,
    },
    include: ['src'],
  })}\n`;

export function compilers({ folder, tarball }) {
  const seen = [];
  for (const [compiler, types] of Object.entries(COMPILERS)) {
    const cases = {
      'without dom': [NODE, configuration(['ES2022'], ['node'])],
      'with dom': [NODE, configuration(['ES2022', 'DOM', 'DOM.Iterable'], ['node'])],
    };
    // Conditions of one's own came with TypeScript 5.0.
    for (const condition of compiler === 'typescript49' ? [] : ['browser', 'workerd', 'edge-light'])
      cases[condition] = [
        BROWSER,
        configuration(['ES2022', 'DOM', 'DOM.Iterable'], [], {
          customConditions: [condition],
          module: 'esnext',
          moduleResolution: 'bundler',
        }),
      ];
    for (const [name, [source, config]] of Object.entries(cases)) {
      const place = `${folder}/${compiler}-${name.replaceAll(' ', '-')}`;
      project(place, { type: 'module' }, { 'src/main.mts': source, 'tsconfig.json': config });
      npmInstall(place, [tarball]);
      linkTools(place, [types, '@types/node']);
      output(process.execPath, [toolFile(compiler, 'bin', 'tsc'), '-p', '.'], place);
    }
    seen.push(
      `${output(process.execPath, [toolFile(compiler, 'bin', 'tsc'), '--version'], folder).trim()} (${Object.keys(cases).join(', ')})`,
    );
  }
  return seen.join('; ');
}
