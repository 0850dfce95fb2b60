// node scripts/build.mjs [--target TRIPLE] [--output-dir DIR] [--features NAMES] [--zig]
//
// The one way the addon is built: a release build. `napi build` would run `cargo build`, which builds all of the
// crate's types at once, and cargo optimises across crates (`lto` in Cargo.toml) only if all of them allow it; the rlib
// that tests and benches link does not. That made the binary a tenth larger and a call 20 ns slower.
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { binaryName, parseTarget } from './release/targets.mjs';
import { fail, output, root, run } from './steps.mjs';

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    'output-dir': { type: 'string', default: '.' },
    features: { type: 'string' },
    zig: { type: 'boolean', default: false },
  },
});
const triple = values.target ?? /^host: (\S+)/m.exec(output('rustc', ['-vV']))?.[1];
if (triple === undefined) fail('rustc does not say what it compiles for');
const target = parseTarget(triple);
const folder = path.resolve(root, values['output-dir']);
const targetFolder = JSON.parse(output('cargo', ['metadata', '--no-deps', '--format-version', '1'])).target_directory;

/** What the C library of a target needs in addition. */
function rustFlags() {
  const flags = [process.env.RUSTFLAGS ?? ''];
  // A loaded library shares musl with Node.
  if (triple.endsWith('-musl')) flags.push('-C target-feature=-crt-static');
  // Not every Windows has vcruntime140.dll, and Node does not bring it.
  if (triple.endsWith('-msvc')) flags.push('-C target-feature=+crt-static');
  return flags.join(' ').trim();
}

const env = { ...process.env };
if (rustFlags() !== '') env.RUSTFLAGS = rustFlags();
run(
  values.zig ? 'cargo-zigbuild' : 'cargo',
  [
    'rustc',
    '--locked',
    '--release',
    '--lib',
    '--crate-type',
    'cdylib',
    '--target',
    triple,
    ...(values.features === undefined ? [] : ['--features', values.features]),
  ],
  { env },
);

const LIBRARIES = { darwin: 'libstringops_booster.dylib', win32: 'stringops_booster.dll' };
const built = path.join(targetFolder, triple, 'release', LIBRARIES[target.platform] ?? 'libstringops_booster.so');
const file = path.join(folder, binaryName(target));
// A new file in place of the old one: a process that has mapped the old one keeps it.
mkdirSync(folder, { recursive: true });
copyFileSync(built, `${file}.new`);
renameSync(`${file}.new`, file);
