// Broken, foreign, missing and unreadable files; nowhere to write, no working directory, nowhere to print.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  PROBE,
  asNobody,
  assertLoaded,
  assertRefused,
  cannotBeNobody,
  has,
  needsLinux,
  node,
  probe,
  publicPlace,
  root,
  run,
  withCopy,
} from '../support/provocation.mjs';
import { oracle } from '../../support/oracle.js';
import { BINARY, header } from '../../support/child.js';

export const area = 'Host faults: files';

/** Platforms of a development dependency that has an addon for each. */
const FOREIGN = ['darwin-arm64', 'win32-x64-msvc', 'linux-arm64-gnu'];

/**
 * Real addons, fetched by npm in the version of the lock file. None if there is no registry.
 *
 * @param {string} folder to put them into
 * @returns {string[]} paths
 */
function foreignBinaries(folder) {
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

const MODULE = 'modules/stringOps/stringOps.wasm';
/** Where the package has the same bytes for itself. */
const EMBEDDED = 'dist/module-bytes.js';
const whole = () => readFileSync(path.join(root, BINARY));
const nothing = () => {};

/** Loads a copy whose binary is `bytes`: `webassembly`, for that reason; a forced `native` is refused. */
function refuses(name, place, reason, problems) {
  try {
    withCopy(place, (directory) => {
      assertLoaded(probe({ directory }), 'webassembly', reason);
      assertRefused(probe({ directory, load: { backend: 'native' } }), 'native', reason);
    });
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
  }
}

function checkAll(cases) {
  const problems = [];
  for (const [name, place, reason] of cases) refuses(name, place, reason, problems);
  assert.deepEqual(problems, []);
  return cases.length;
}

const embedding = (content) =>
  `module.exports.moduleBytes = () => Buffer.from('${Buffer.from(content).toString('base64')}', 'base64');\n`;

const writing = (bytes) => (file) => writeFileSync(file, bytes);

export const rows = [
  {
    id: 'truncated-binary',
    provoked: 'A binary that was cut short',
    how: 'the built `.node`, cut after 0, 63 and 64 bytes and then at regular intervals up to 16 bytes before its end; loaded from a copy of the package. Damage within a file of full length is not looked for',
    expected:
      '`webassembly` with the reason, one warning and correct answers to the corpus; a forced `native` fails with ERR_STRINGOPS_BACKEND; no signal',
    unit: 'cuts',
    least: { full: 24 },
    skip: needsLinux(),
    seconds: 3600,
    async run({ least }) {
      const bytes = whole();
      const cuts = [
        0,
        63,
        64,
        ...Array.from({ length: least - 3 }, (_, i) => Math.floor(((bytes.length - 16) * (i + 1)) / (least - 3))),
      ];
      const cases = cuts.map((cut) => [
        `cut after ${cut}`,
        writing(bytes.subarray(0, cut)),
        /is damaged: it has \d+ bytes, and should have|file too short|invalid ELF header|Cannot find/,
      ]);
      const count = checkAll(cases);
      // The control: what the system's loader does with half a library if nobody checks it first.
      const half = mkdtempSync(path.join(os.tmpdir(), 'stringops-half-'));
      writeFileSync(path.join(half, BINARY), bytes.subarray(0, bytes.length / 2));
      const control = run([
        process.execPath,
        '-e',
        'process.dlopen({ exports: {} }, process.argv[1])',
        path.join(half, BINARY),
      ]);
      rmSync(half, { recursive: true, force: true });
      return {
        count,
        outcome: `each on \`webassembly\`, with the reason that the file is too short; opened without the package's check, half of it ends the process with ${control.signal ?? control.status}`,
      };
    },
  },
  {
    id: 'foreign-binary',
    provoked: "Another platform's binary under our name",
    how: `addons for ${FOREIGN.join(', ')} from npm (a development dependency's, version from the lock file), and a library of the system`,
    expected: 'the same as for one that was cut short',
    unit: 'binaries',
    least: { full: 4 },
    skip: needsLinux(),
    async run() {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'stringops-foreign-'));
      try {
        const reason = /ELF|wrong|cannot open shared|invalid|not a valid|header|file too short|self-register/i;
        const library = [
          '/lib/x86_64-linux-gnu/libm.so.6',
          '/lib/aarch64-linux-gnu/libm.so.6',
          '/usr/lib64/libm.so.6',
          '/lib64/libm.so.6',
        ].find((file) => has('test', '-f', file));
        const cases = [...foreignBinaries(folder), ...(library ? [library] : [])].map((file) => [
          path.basename(file),
          (target) => cpSync(file, target),
          reason,
        ]);
        const count = checkAll(cases);
        return { count, outcome: `${cases.map(([name]) => name).join(', ')}: each refused with its reason` };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
  {
    id: 'binary-unreadable',
    provoked: 'A binary that may not be read',
    how: 'a copy of the package with a binary of mode 000, loaded under another user, with setpriv',
    expected: '`webassembly`, with one warning and correct answers to the corpus',
    unit: 'copies',
    least: { full: 1, ci: 1 },
    maySkip: true,
    skip: () => needsLinux('setpriv')() ?? cannotBeNobody(),
    async run() {
      publicPlace((place) => {
        chmodSync(path.join(place, BINARY), 0o000);
        const script = path.join(place, '__tests__/support/probe.mjs');
        const { stdout } = node([script, place], { before: asNobody, cwd: place });
        assertLoaded(JSON.parse(stdout), 'webassembly', /Permission denied|EACCES/i);
      });
      return { count: 1, outcome: 'mode 000 under uid 65534: on `webassembly`' };
    },
  },
  {
    id: 'broken-module',
    provoked: 'No binary, and a module that is empty, cut short, damaged, a directory, or something else',
    how: 'copies of the package without the binary and with that file',
    expected:
      '`javascript` with all three reasons in order, one warning and correct answers to the corpus; a forced `webassembly` fails with its reason',
    unit: 'modules',
    least: { full: 7, ci: 7 },
    async run() {
      const bytes = readFileSync(path.join(root, MODULE));
      const turnedAt = (at) => {
        const turned = Buffer.from(bytes);
        turned[at] ^= 0xff;
        return turned;
      };
      // In the middle of the code another byte can be another right program; that it computes something else is not
      // looked for.
      let middle = Math.floor(bytes.length / 2);
      while (WebAssembly.validate(turnedAt(middle))) middle++;
      const empty = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
      const contents = {
        empty: '',
        'an ELF file': header('elf-aarch64'),
        'half of it': bytes.subarray(0, bytes.length / 2),
        'all but its last byte': bytes.subarray(0, -1),
        'a header alone': empty,
        'damaged in the middle': turnedAt(middle),
        'a directory': undefined,
      };
      for (const content of Object.values(contents)) {
        const place = (file, directory) => {
          const module = path.join(directory, EMBEDDED);
          rmSync(module);
          if (content === undefined) mkdirSync(module);
          else writeFileSync(module, embedding(content));
        };
        withCopy(place, (directory) => {
          const reason = /Cannot find module|WebAssembly\.Module\(\): |must export/;
          const report = probe({ directory });
          assertLoaded(report, 'javascript', reason);
          assertRefused(probe({ directory, load: { backend: 'webassembly' } }), 'webassembly', reason);
        });
      }
      return {
        count: Object.keys(contents).length,
        outcome: `${Object.keys(contents).join(', ')}: each on \`javascript\``,
      };
    },
  },
  {
    id: 'read-only-file-system',
    provoked: 'A read-only file system, and a user who owns nothing',
    how: 'the package bind-mounted read-only in a mount namespace (unshare), and loaded as uid 65534 without a home directory',
    expected: '`wasmtime` and correct answers: nothing is ever written',
    unit: 'loads',
    least: { full: 1, ci: 1 },
    maySkip: true,
    skip: () => needsLinux('setpriv')() ?? cannotBeNobody(),
    async run() {
      return publicPlace((place) => {
        const script = path.join(place, '__tests__/support/probe.mjs');
        assertLoaded(
          JSON.parse(
            node([script, place], { before: asNobody, cwd: '/', env: { HOME: '/nonexistent', TMPDIR: '/nonexistent' } })
              .stdout,
          ),
          'wasmtime',
        );
        const canMount = has(
          'unshare',
          '-m',
          'sh',
          '-c',
          'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0"',
          place,
        );
        if (!canMount)
          return { count: 1, outcome: 'under another user on `wasmtime`; no mount namespace here, so not read-only' };
        const command = `mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && ! touch "$1/written" 2>/dev/null && exec "$0" "$2" "$1"`;
        const { status, stdout, stderr } = run(
          ['unshare', '-m', 'sh', '-c', command, process.execPath, place, script],
          { cwd: '/' },
        );
        assert.equal(status, 0, stderr);
        assertLoaded(JSON.parse(stdout), 'wasmtime');
        return { count: 2, outcome: 'on `wasmtime`, read-only and under a user who may write nowhere' };
      });
    },
  },
  {
    id: 'nowhere-to-stand-or-print',
    provoked: 'A working directory that was removed; standard output and error closed; no descriptors left',
    how: 'by the shell that starts Node (`rmdir`, `>&- 2>&-`); by opening files until EMFILE under `ulimit -n 64` between `require` and the load',
    expected:
      'the same backend and correct answers; without descriptors `javascript`, and ERR_STRINGOPS_BACKEND for the others, whose files cannot be opened; success once descriptors are free',
    unit: 'children',
    least: { full: 4, ci: 4 },
    skip: needsLinux(),
    async run() {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'stringops-nowhere-'));
      try {
        const file = path.join(folder, 'report.json');
        const removed = run([
          'sh',
          '-c',
          `mkdir "$2/gone" && cd "$2/gone" && rmdir "$2/gone" && exec "$0" "$1" "$3" "" "$4"`,
          process.execPath,
          PROBE,
          folder,
          root,
          file,
        ]);
        assert.equal(removed.status, 0, removed.stderr);
        assertLoaded(JSON.parse(readFileSync(file, 'utf8')), 'wasmtime');
        rmSync(file);
        const closed = run([
          'sh',
          '-c',
          `exec "$0" "$1" "$2" "" "$3" <&- >&- 2>&-`,
          process.execPath,
          PROBE,
          root,
          file,
        ]);
        assert.deepEqual([closed.status, closed.stdout, closed.stderr], [0, '', '']);
        assertLoaded(JSON.parse(readFileSync(file, 'utf8')), 'wasmtime');
        rmSync(file);
        // A fallback has a warning to print, and nowhere to print it.
        withCopy(nothing, (directory) => {
          const fallback = run([
            'sh',
            '-c',
            `exec "$0" "$1" "$2" "" "$3" <&- >&- 2>&-`,
            process.execPath,
            PROBE,
            directory,
            file,
          ]);
          assert.equal(fallback.status, 0);
          assertLoaded(JSON.parse(readFileSync(file, 'utf8')), 'webassembly', /no binary|Cannot find/);
        });
        const script = `
          const fs = require('node:fs');
          const pkg = require(${JSON.stringify(root)});
          // Promises are in a file of their own, which is loaded when they are first used.
          pkg.loadStringOpsSync({ backend: 'javascript' }).fastHashAsync('x');
          const open = [];
          let code;
          try { for (;;) open.push(fs.openSync('/dev/null')); } catch (error) { code = error.code; }
          const results = [code];
          for (const backend of ['wasmtime', 'native', 'webassembly', 'javascript']) {
            try { results.push(pkg.loadStringOpsSync({ backend }).fastHash('x'.repeat(100000))); }
            catch (error) { results.push([error.code, error.cause.code]); }
          }
          pkg.loadStringOpsSync().fastHashAsync('x'.repeat(100000)).then((hash) => {
            results.push(hash);
            fs.closeSync(open.pop());
            results.push(pkg.loadStringOpsSync({ backend: 'webassembly' }).fastHash('x'.repeat(100000)));
            while (open.length > 0) fs.closeSync(open.pop());
            for (const backend of ['wasmtime', 'native'])
              results.push(pkg.loadStringOpsSync({ backend }).fastHash('x'.repeat(100000)));
            console.log(JSON.stringify(results));
          });`;
        const { status, stdout, stderr } = run([
          'sh',
          '-c',
          `ulimit -n 64 && exec "$0" -e "$1"`,
          process.execPath,
          script,
        ]);
        assert.equal(status, 0, stderr);
        const [code, wasmtime, native, webassembly, hash, ...others] = JSON.parse(stdout);
        assert.equal(code, 'EMFILE');
        // Neither the addon nor the module can be opened now; JavaScript needs no file.
        for (const refused of [wasmtime, native, webassembly]) assert.equal(refused[0], 'ERR_STRINGOPS_BACKEND');
        assert.equal(webassembly[1], 'EMFILE');
        assert.deepEqual([hash, ...others], Array(5).fill(oracle.fastHash('x'.repeat(100_000))));
        return {
          count: 4,
          outcome:
            'cwd removed and streams closed: on `wasmtime`; a fallback with no stderr: on `webassembly`, exit status 0; without descriptors `javascript` loads, the others are refused, and load when some are free',
        };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
];
