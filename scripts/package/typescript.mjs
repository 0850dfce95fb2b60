import { linkTools, npmInstall, output, project, runSmoke, toolFile } from './scratch.mjs';

const CONFIG = (module) =>
  `${JSON.stringify(
    {
      compilerOptions: {
        target: 'ES2023',
        module,
        lib: ['ES2024'],
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        rootDir: 'src',
        outDir: 'out',
      },
      include: ['src'],
    },
    null,
    2,
  )}\n`;

// The same text is an ES module as .mts and CommonJS as .cts.
const SOURCE = `
import assert from 'node:assert/strict';
import { loadStringOps, loadStringOpsSync, StringOpsFallback } from 'stringops-booster';
import type { BackendName, LoadOptions, StringOps } from 'stringops-booster';
import { StringOpsWrapper } from 'stringops-booster/modules/stringOps/stringOps.wrapper.js';
import { loadStringOps as fromFolder } from 'stringops-booster/modules/stringOps/index.js';

async function main(): Promise<void> {
  const ops: StringOps = await loadStringOps();
  const backend: BackendName = ops.backend;
  assert.equal(backend, 'wasmtime');
  const order: -1 | 0 | 1 = ops.fastCompare('apple', 'banana');
  assert.equal(order, -1);
  const options: LoadOptions = { backend: 'native', maximumPages: 1024 };
  const hash: number = loadStringOpsSync(options).fastHash(new Uint8Array([0x66, 0x6f, 0x6f]));
  assert.equal(hash, 0xa9f37ed7);
  const all: Uint32Array = new StringOpsFallback().fastSearchAll('banana', 'an');
  assert.deepEqual([...all], [1, 3]);
  assert.equal(typeof StringOpsWrapper, 'function');
  assert.equal(await fromFolder(), ops);
  // @ts-expect-error a number is no input
  assert.throws(() => ops.fastHash(42), { code: 'ERR_INVALID_ARG_TYPE' });
  // @ts-expect-error there is no such backend
  await assert.rejects(loadStringOps({ backend: 'gpu' }), { code: 'ERR_INVALID_ARG_VALUE' });
  console.log('typed');
}
void main();
`;

/** TypeScript with \`nodenext\` and \`node16\`, strict, the package's own declarations checked too; then what it compiled to. */
export function typescript({ folder, tarball }) {
  project(
    folder,
    { type: 'commonjs' },
    {
      'src/module.mts': SOURCE,
      'src/common.cts': SOURCE,
      'tsconfig.json': CONFIG('nodenext'),
      'tsconfig.node16.json': CONFIG('node16'),
    },
  );
  npmInstall(folder, [tarball]);
  linkTools(folder, 'typescript', '@types/node');
  const tsc = toolFile('typescript', 'bin', 'tsc');
  for (const config of ['tsconfig.json', 'tsconfig.node16.json']) {
    output(process.execPath, [tsc, '--noEmit', '-p', config], folder);
  }
  output(process.execPath, [tsc, '-p', 'tsconfig.json'], folder);
  for (const file of ['out/module.mjs', 'out/common.cjs']) {
    if (output(process.execPath, [file], folder).trim() !== 'typed') throw new Error(`${file} did not run`);
  }
  runSmoke(folder);
  return 'nodenext and node16, strict; compiled .mts and .cts ran';
}
