// The fuzzers' corpora: __tests__/fuzz/corpus/<target>.tar.gz, one archive a target.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { fail, root } from './steps.mjs';

const archiveOf = (target) => path.join(root, '__tests__/fuzz/corpus', `${target}.tar.gz`);

const BLOCK = 512;

/** One file of a tar archive (ustar): its header and its bytes, padded to whole blocks. Owned by nobody, dated 1970. */
function entry(name, bytes) {
  const header = Buffer.alloc(BLOCK);
  const octal = (value, length) => value.toString(8).padStart(length - 1, '0');
  header.write(name, 0, 100);
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(bytes.length, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257);
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ) + '\0 ',
    148,
  );
  return Buffer.concat([header, bytes, Buffer.alloc(-bytes.length & (BLOCK - 1))]);
}

/** Writes the files of a folder to the target's archive. The same files always give the same archive, byte for byte. */
export function pack(target, folder) {
  const names = fs.readdirSync(folder).sort();
  const entries = names.map((name) => entry(name, fs.readFileSync(path.join(folder, name))));
  const archive = gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  archive[9] = 255; // The system that compressed it: none.
  fs.mkdirSync(path.dirname(archiveOf(target)), { recursive: true });
  fs.writeFileSync(archiveOf(target), archive);
}

/** Unpacks the target's archive. @returns {string} the folder with its files, made anew each time */
export function unpack(target) {
  const folder = path.join(root, '__tests__/fuzz/target/corpus', target);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const { status, stderr, error } = spawnSync('tar', ['-xzf', archiveOf(target), '-C', folder], { encoding: 'utf8' });
  if (error || status !== 0) fail(`${archiveOf(target)} cannot be unpacked: ${error?.message ?? stderr}`);
  if (fs.readdirSync(folder).length === 0) fail(`${archiveOf(target)} is empty`);
  return folder;
}
