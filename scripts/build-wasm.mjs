// stringOps.wat -> stringOps.wasm, by wabt. (build.rs assembles the same file with another assembler.)
//   node scripts/build-wasm.mjs           writes modules/stringOps/stringOps.wasm
//   node scripts/build-wasm.mjs --check   fails if the file differs from what would be written
import fs from 'node:fs';
import path from 'node:path';
import wabtFactory from 'wabt';
import { fail, root } from './steps.mjs';

const wat = path.join(root, 'modules/stringOps/stringOps.wat');
const wasm = path.join(root, 'modules/stringOps/stringOps.wasm');

const wabt = await wabtFactory();
const module = wabt.parseWat(wat, fs.readFileSync(wat, 'utf8'), {
  simd: true,
  bulk_memory: true,
  mutable_globals: true,
  relaxed_simd: false,
});
module.validate();
// Debug names are the function names that traps and DevTools show.
const { buffer } = module.toBinary({ write_debug_names: true });
module.destroy();

if (process.argv.includes('--check')) {
  if (!fs.existsSync(wasm) || Buffer.compare(fs.readFileSync(wasm), Buffer.from(buffer)) !== 0) {
    fail('modules/stringOps/stringOps.wasm is not what stringOps.wat makes: run npm run build:wasm and commit it.');
  }
} else {
  fs.writeFileSync(wasm, buffer);
  console.log(`modules/stringOps/stringOps.wasm: ${buffer.length} bytes`);
}
