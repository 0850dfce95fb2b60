// node examples/wasm/build.mjs: compiles the modules beside it, which are committed because few machines have all of
// these compilers: clang and wasm-ld (14 or later), rustc with its target wasm32-unknown-unknown, and asc of npm's
// assemblyscript 0.28. CC, WASM_LD and ASC may name other programs.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { CC = 'clang', WASM_LD = 'wasm-ld', ASC = 'asc' } = process.env;
const cwd = fileURLToPath(new URL('.', import.meta.url));
const run = (program, args) => execFileSync(program, args, { cwd, stdio: 'inherit' });

const c = (name, ...options) => {
  const flags = [
    '--target=wasm32',
    '-O2',
    '-Wall',
    '-Wextra',
    '-nostdlib',
    '-ffreestanding',
    '-fno-builtin',
    ...options,
  ];
  run(CC, [...flags, '-c', `${name}.c`, '-o', `${name}.o`]);
  run(WASM_LD, [
    '--no-entry',
    '-z',
    'stack-size=65536',
    '--stack-first',
    '--strip-debug',
    `${name}.o`,
    '-o',
    `${name}.wasm`,
  ]);
  run('rm', [`${name}.o`]);
};

c('astParser', '-mbulk-memory');
c('compute', '-msimd128');
const rust = ['--edition', '2024', '--crate-type', 'cdylib', '--target', 'wasm32-unknown-unknown'];
run('rustc', [
  ...rust,
  '-C',
  'opt-level=s',
  '-C',
  'lto',
  '-C',
  'panic=abort',
  '-C',
  'strip=debuginfo',
  'words.rs',
  '-o',
  'words.wasm',
]);
run(ASC, ['statistics.ts', '--outFile', 'statistics.wasm', '-O2', '--runtime', 'minimal', '--use', 'abort=']);
