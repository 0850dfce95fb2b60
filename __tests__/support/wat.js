// WebAssembly from its text.
import wabtFactory from 'wabt';

const wabt = await wabtFactory();

const FEATURES = {
  bulk_memory: true,
  exceptions: true,
  gc: true,
  memory64: true,
  multi_memory: true,
  multi_value: true,
  mutable_globals: true,
  reference_types: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  tail_call: true,
  threads: true,
};

/** The bytes of a module, which need not be valid. */
export function assemble(text) {
  const module = wabt.parseWat('test.wat', `(module ${text})`, FEATURES);
  const { buffer } = module.toBinary({ write_debug_names: true });
  module.destroy();
  return buffer;
}
