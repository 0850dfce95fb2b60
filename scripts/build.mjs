// node scripts/build.mjs [--target TRIPLE] [--output-dir DIR] [--features NAMES] [--zig]
//
// The one way the addon is built: a release build, with the loader and its types written beside it. `napi build` would
// run `cargo build`, which makes all of the crate's types at once, and cargo optimises across crates (`lto` in
// Cargo.toml) only if every one of them can be: the rlib that tests and benches link cannot. That made the binary a
// tenth larger and a call 20 ns slower.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generateTypeDef, parseTriple, writeJsBinding } from '@napi-rs/cli';
import { fail, output, root, run } from './steps.mjs';

const CRATE = 'stringops-booster';

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
const target = parseTriple(triple);
const folder = path.resolve(root, values['output-dir']);
const targetFolder = JSON.parse(output('cargo', ['metadata', '--no-deps', '--format-version', '1'])).target_directory;

/**
 * Where the macros of napi-derive write what the bindings declare, when the crate is compiled. It is part of what cargo
 * compares: if nothing is there, a new folder makes it compile.
 */
function declarationsFolder() {
  const parent = path.join(targetFolder, 'declarations');
  mkdirSync(parent, { recursive: true });
  const made = readdirSync(parent).filter(
    (name) => name.startsWith(`${triple}-`) && existsSync(path.join(parent, name, CRATE)),
  );
  return made.length > 0 ? path.join(parent, made[0]) : mkdtempSync(path.join(parent, `${triple}-`));
}

/** What the C library of a target asks for, beside what is asked for already. */
function rustFlags() {
  const flags = [process.env.RUSTFLAGS ?? ''];
  // A library that is loaded shares musl with Node.
  if (triple.endsWith('-musl')) flags.push('-C target-feature=-crt-static');
  // Windows does not come with vcruntime140.dll, and Node brings none.
  if (triple.endsWith('-msvc')) flags.push('-C target-feature=+crt-static');
  return flags.join(' ').trim();
}

const declarations = declarationsFolder();
const env = { ...process.env, NAPI_TYPE_DEF_TMP_FOLDER: declarations };
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
const file = path.join(folder, `${CRATE}.${target.platformArchABI}.node`);
// A new file in the place of the old one: a process that has the old one mapped keeps it.
mkdirSync(folder, { recursive: true });
copyFileSync(built, `${file}.new`);
renameSync(`${file}.new`, file);

const { exports: idents, dts } = await generateTypeDef({
  typeDefDir: declarations,
  cwd: root,
  noDtsHeader: true,
  declareBindingTarget: true,
});
if (idents.length === 0) fail(`the bindings declare nothing in ${declarations}`);
writeFileSync(path.join(folder, 'binding.d.cts'), dts);
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
await writeJsBinding({
  platform: true,
  idents,
  jsBinding: 'binding.cjs',
  binaryName: CRATE,
  packageName: name,
  version,
  outputDir: folder,
});
