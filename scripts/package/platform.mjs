// The package as it is published: a root package without a binary, and a package with the binary for each platform.
import fs from 'node:fs';
import path from 'node:path';
import { binaryName, hostTarget, packageName } from '../release/targets.mjs';
import { NOTICES, bundledPackages } from '../licenses/licenses.mjs';
import { root, upToDate } from '../steps.mjs';
import { npmInstall, output, pack, project, runSmoke } from './scratch.mjs';

const WITHOUT_ADDON = { backend: 'webassembly', available: ['webassembly', 'javascript'] };

/**
 * Both packages for a target, made by the scripts that publish them.
 *
 * @param {string} folder
 * @param {import('../release/targets.mjs').Target} target
 */
export function publish(folder, target) {
  const artifacts = `artifacts/trial/${target.name}`;
  upToDate({
    name: `artifact-${target.name}`,
    inputs: [
      'Cargo.toml',
      'Cargo.lock',
      'build.rs',
      'src',
      'modules/stringOps/stringOps.wat',
      'scripts/build.mjs',
      'scripts/build-release.mjs',
      'scripts/tools/toolchains/package-lock.json',
    ],
    outputs: [path.join(artifacts, binaryName(target))],
    make() {
      console.error('stringops-booster: building the addon as it is published (some minutes the first time) …');
      // A build from scratch takes as long as the machine needs.
      output(
        process.execPath,
        ['scripts/build-release.mjs', '--target', target.triple, '--output', artifacts],
        root,
        {},
        90,
      );
    },
  });
  const staged = path.join(folder, 'staged');
  output(
    process.execPath,
    ['scripts/release/stage.mjs', '--artifacts', artifacts, '--into', staged, '--only', target.triple],
    root,
  );
  const main = pack(path.join(staged, 'package'), folder);
  const platform = pack(path.join(staged, 'package', 'npm', target.name), folder);
  const version = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version;
  const manifest = JSON.parse(fs.readFileSync(path.join(staged, 'package', 'package.json'), 'utf8'));
  if (manifest.optionalDependencies[packageName(target)] !== version)
    throw new Error('the platform package is not asked for by its exact version');
  if (manifest.scripts !== undefined) throw new Error('the published package has scripts');
  return { main, platform, binary: path.join(root, artifacts, binaryName(target)) };
}

/**
 * Opens a tarball and looks for the terms of what is in it: crates, and the packages whose files the source maps of
 * dist/ name.
 *
 * @param {string} tarball
 * @param {string} into
 * @returns {string[]} those of JavaScript
 */
function checkNotices(tarball, into) {
  fs.mkdirSync(into, { recursive: true });
  output('tar', ['-xzf', tarball, '-C', into], root);
  const text = fs.readFileSync(path.join(into, 'package', NOTICES), 'utf8');
  const dist = path.join(into, 'package', 'dist');
  const packages = bundledPackages(fs.existsSync(dist) ? dist : path.join(root, 'dist'));
  for (const name of packages) {
    const [, terms] = new RegExp(`^### ${name} \\d[^\\n]*\\n+\`\`\`text\\n([^]*?)\\n\`\`\`$`, 'm').exec(text) ?? [];
    if (!/copyright/i.test(terms ?? '')) throw new Error(`${path.basename(tarball)} lacks the notice of ${name}`);
  }
  for (const crate of ['wasmtime', 'memchr', 'napi'])
    if (!new RegExp(`^- ${crate} \\d`, 'm').test(text))
      throw new Error(`${path.basename(tarball)} lacks the terms of ${crate}`);
  return packages;
}

/** Root and platform package; the root package alone; and one whose binary is another platform's. */
export function platform({ folder }) {
  if (hostTarget() === undefined) return `SKIPPED: no binary is published for ${process.platform} on ${process.arch}`;
  const { main, platform: own } = publish(path.join(folder, 'published'), hostTarget());

  const both = npmInstall(project(path.join(folder, 'both'), { type: 'module' }), [main.file, own.file]);
  const { cases } = runSmoke(both);
  const named = [checkNotices(main.file, path.join(folder, 'main')), checkNotices(own.file, path.join(folder, 'own'))];

  const alone = npmInstall(project(path.join(folder, 'alone'), { type: 'module' }), [main.file], ['--omit=optional']);
  const expected = { ...WITHOUT_ADDON, reason: `There is no binary for ${hostTarget().name}` };
  runSmoke(alone, { expected });
  runSmoke(alone, { by: 'require', expected });
  return `${cases} cases with the platform package (wasmtime), and without it (webassembly, which says why); notices of ${named[0].join(', ')}`;
}
