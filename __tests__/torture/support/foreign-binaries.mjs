// Binaries of platforms that this one is not.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../scripts/steps.mjs';

/** Platforms of a development dependency that has an addon for each. */
export const FOREIGN = ['darwin-arm64', 'win32-x64-msvc', 'linux-arm64-gnu'];

/**
 * Real addons, fetched by npm in the version of the lock file. None where there is no registry.
 *
 * @param {string} folder to put them into
 * @returns {string[]} paths
 */
export function foreignBinaries(folder) {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  return FOREIGN.flatMap((platform) => {
    const name = `@rolldown/binding-${platform}`;
    const version = packages[`node_modules/${name}`]?.version;
    const place = path.join(folder, platform);
    mkdirSync(place);
    const packed =
      version &&
      spawnSync('npm', ['pack', '--silent', `${name}@${version}`], { cwd: place, encoding: 'utf8', timeout: 120_000 });
    if (!packed || packed.status !== 0) {
      console.error(`NOT PROVOKED with a real addon for ${platform}: npm could not fetch ${name}`);
      return [];
    }
    spawnSync('tar', ['xzf', packed.stdout.trim()], { cwd: place });
    const binaries = path.join(place, 'package');
    return readdirSync(binaries)
      .filter((entry) => entry.endsWith('.node'))
      .map((entry) => path.join(binaries, entry));
  });
}
