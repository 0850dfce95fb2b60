// A copy of the package whose addon has __tests__/rust/sandbox/hostile.wat in place of stringOps.wat: the built binary,
// with one artifact in it replaced by the other. Both are in the folder to which build.rs wrote.
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyPackage } from '../../support/child.js';
import { root } from '../../../scripts/steps.mjs';

const addon = () => readdirSync(root).find((name) => /^stringops-booster\..*\.node$/.test(name));

/** Folders to which a build of this crate has written, for every profile and target. */
function* outFolders() {
  const target = path.join(root, 'target');
  if (!existsSync(target)) return;
  const profiles = readdirSync(target).flatMap((name) => [
    name,
    ...['release', 'debug'].map((profile) => path.join(name, profile)),
  ]);
  for (const profile of profiles) {
    const builds = path.join(target, profile, 'build');
    if (!existsSync(builds)) continue;
    for (const name of readdirSync(builds)) {
      const out = path.join(builds, name, 'out');
      if (name.startsWith('stringops-booster-') && existsSync(path.join(out, 'hostile.cwasm'))) yield out;
    }
  }
}

/** The addon with the other artifact, or the reason why there is none. */
function exchanged() {
  const name = addon();
  if (name === undefined) return 'the addon is not built';
  const binary = readFileSync(path.join(root, name));
  for (const out of outFolders()) {
    const ours = readFileSync(path.join(out, 'stringOps.cwasm'));
    const hostile = readFileSync(path.join(out, 'hostile.cwasm'));
    const at = binary.indexOf(ours);
    if (at === -1 || hostile.length === 0 || hostile.length > ours.length) continue;
    // What remains of the old one is never read, as the sections of an artifact have offsets.
    hostile.copy(binary, at);
    return { name, binary };
  }
  return 'the folder in which the addon was built is not here: npm run build';
}

/** @returns {string | null} why there can be none here */
export function lacksHostileAddon() {
  const result = exchanged();
  return typeof result === 'string' ? result : null;
}

/** @returns {{ directory: string, remove: () => void }} */
export function hostileAddon() {
  const result = exchanged();
  if (typeof result === 'string') throw new Error(result);
  const copy = copyPackage();
  const session = '__tests__/torture/support/hostile-session.cjs';
  cpSync(path.join(root, session), path.join(copy.directory, path.basename(session)));
  writeFileSync(path.join(copy.directory, result.name), result.binary);
  return copy;
}
