import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { copyPackage } from '../support/child.js';
import { BACKENDS, StringOpsFallback, requireHere, root } from '../support/package.js';

const { Progress } = requireHere('../../lib/cli/progress.js');
const { KNOWN_ANSWERS, wrongAnswers } = requireHere('../../lib/operations/known-answers.js');
const { version, bin } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

const directory = mkdtempSync(path.join(tmpdir(), 'stringops-cli-'));
afterAll(() => rmSync(directory, { recursive: true }));

const put = (name, content) => writeFileSync(path.join(directory, name), content);
put('foobar', 'foobar');
put('empty', '');
put('binary', Buffer.from([0, 0xff, 0xfe, 0x0a, 0, 0xff, 0xfe]));
put('hello', 'héllo world, héllo\n');
put('-dash', 'dash');
put('large', `${'x'.repeat(1_000_000)}needle${'x'.repeat(1_000_000)}needle`);
put('larger', `${'x'.repeat(1_000_000)}needle${'x'.repeat(1_000_000)}needleX`);
put('other', `${'x'.repeat(1_000_000)}needle${'x'.repeat(999_999)}yneedle`);
put('line\nfeed', 'foobar');
mkdirSync(path.join(directory, 'folder'));

/** Runs the program as a user does. */
function cli(
  args,
  { input = '', env = {}, program = path.join(root, bin['stringops-booster']), encoding = 'utf8' } = {},
) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], {
    cwd: directory,
    env: { ...process.env, FORCE_COLOR: '', ...env },
    input,
    encoding,
    timeout: 600_000,
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

const says = (line) => `stringops-booster: ${line}\n`;
const good = (stdout) => ({ status: 0, stdout, stderr: '' });

describe.each(BACKENDS)('with --backend %s', (backend) => {
  const run = (command, ...args) => cli([command, '--backend', backend, ...args]);

  it('hashes', () => {
    expect(run('hash', 'foobar', 'empty', 'binary')).toEqual(
      good(
        `bf9cf968  foobar\n811c9dc5  empty\n${new StringOpsFallback()
          .fastHash(readFileSync(path.join(directory, 'binary')))
          .toString(16)
          .padStart(8, '0')}  binary\n`,
      ),
    );
    const hash = new StringOpsFallback().fastHash(readFileSync(path.join(directory, 'large')));
    expect(JSON.parse(run('hash', '--json', 'large').stdout)).toEqual({
      file: 'large',
      hash,
      hex: hash.toString(16).padStart(8, '0'),
      bytes: 2_000_012,
      backend,
    });
    expect(run('hash', '--bits', '64', 'foobar', 'empty')).toEqual(
      good('85944171f73967e8  foobar\ncbf29ce484222325  empty\n'),
    );
    const hash64 = new StringOpsFallback().fastHash64(readFileSync(path.join(directory, 'large')));
    expect(JSON.parse(run('hash', '--json', '--bits=64', 'large').stdout)).toMatchObject({
      hash: String(hash64),
      hex: hash64.toString(16).padStart(16, '0'),
    });
    expect(run('hash', '--bits', '32', 'foobar')).toEqual(good('bf9cf968  foobar\n'));
  });

  it('searches for many needles, as grep -Fob does', () => {
    const found = '0:h\n1:éllo\n7:world\n14:h\n15:éllo\n';
    expect(run('search', '--all', '-e', 'h', '-e', 'éllo', '-e', 'él', '-e', 'world', 'hello')).toEqual(good(found));
    put('needles', 'h\néllo\nél\nworld\n');
    expect(run('search', '--all', '-f', 'needles', 'hello')).toEqual(good(found));
    expect(run('search', '-f', 'needles', 'hello', 'foobar')).toEqual(good('hello:0:h\n'));
    expect(run('search', '--count', '-i', '-e', 'WORLD', '-e', 'É', 'hello')).toEqual(good('1\n'));
    expect(run('search', '-i', 'WORLD', 'hello')).toEqual(good('7\n'));
    expect(run('search', '--all', '--hex', '-e', 'fffe', '-e', '0a', 'binary')).toEqual(
      good('\\1:\\xff\\xfe\n\\3:\\n\n\\5:\\xff\\xfe\n'),
    );
    expect(run('search', '--count', '--overlapping', '-e', 'l', '-e', 'll', 'hello')).toEqual(good('7\n'));
    expect(JSON.parse(run('search', '--json', '-e', 'x', '-e', 'world', 'hello').stdout)).toEqual({
      file: 'hello',
      offset: 7,
      needle: 'world',
      backend,
    });
    put('blank', 'a\n\nb\n');
    expect(run('search', '-f', 'blank', 'hello')).toEqual({
      status: 2,
      stdout: '',
      stderr: `${says("'blank' has an empty line, and a needle must not be empty")}Try 'stringops-booster --help'.\n`,
    });
    expect(run('search', '-f', 'empty', 'hello').stderr).toBe(
      `${says('there is no needle')}Try 'stringops-booster --help'.\n`,
    );
    const noNeedle = {
      status: 2,
      stdout: '',
      stderr: `${says('a needle must not be empty')}Try 'stringops-booster --help'.\n`,
    };
    expect(run('search', '-i', '', 'hello')).toEqual(noNeedle);
    expect(run('search', '-e', 'h', '-e', '', 'hello')).toEqual(noNeedle);
  });

  it('reads needles as it reads what is searched', () => {
    const search = (input, ...args) => cli(['search', '--backend', backend, ...args], { input });
    expect(search('world\né', '--all', '-f', '-', 'hello')).toEqual(good('1:é\n7:world\n15:é\n'));
    const trouble = (message) => ({ status: 2, stdout: '', stderr: says(message) });
    expect(run('search', '-f', 'none\u001b[31m', 'hello')).toEqual(
      trouble('none\\u{1b}[31m: no such file or directory'),
    );
    expect(run('search', '-f', 'folder', 'hello')).toEqual(trouble('folder: is a directory'));
    const once = trouble('-: standard input can be read only once');
    expect(search('h', '-f', '-')).toEqual(once);
    expect(search('h', '-f', '-', '-f', '-', 'hello')).toEqual(once);
  });

  it('searches', () => {
    expect(run('search', 'needle', 'large')).toEqual(good('1000000\n'));
    expect(run('search', '--all', 'needle', 'large')).toEqual(good('1000000\n2000006\n'));
    expect(run('search', '--count', 'needle', 'large', 'foobar')).toEqual(good('large:2\nfoobar:0\n'));
    expect(run('search', 'world', 'hello')).toEqual(good('7\n'));
    expect(run('search', '--all', 'é', 'hello')).toEqual(good('1\n15\n'));
    expect(run('search', '--hex', '00FFfe', 'binary', '--all')).toEqual(good('0\n4\n'));
    expect(run('search', 'nothing', 'hello')).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  it('compares', () => {
    expect(run('compare', 'large', 'large')).toEqual(good(''));
    expect(run('compare', 'large', 'other')).toEqual({
      status: 1,
      stdout: 'large comes before other: they differ in byte 2000006\n',
      stderr: '',
    });
    expect(run('compare', 'larger', 'large')).toEqual({
      status: 1,
      stdout: 'large comes before larger: it ends after byte 2000012\n',
      stderr: '',
    });
    expect(run('compare', 'empty', 'empty')).toEqual(good(''));
    const json = run('compare', '--json', 'other', 'large');
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual({ a: 'other', b: 'large', order: 1, offset: 2_000_005, backend });
    expect(JSON.parse(run('compare', '--json', 'empty', 'empty').stdout)).toMatchObject({ order: 0, offset: null });
  });

  it('examines itself', () => {
    const { status, stdout } = run('doctor', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version,
      node: process.versions.node,
      backend,
      reasons: [],
      answers: KNOWN_ANSWERS.length,
      backends: [{ backend, reasons: [], wrong: [] }],
    });
  });
});

describe('standard input', () => {
  it('is read without a file, and where one is -', () => {
    expect(cli(['hash'], { input: 'foobar' })).toEqual(good('bf9cf968  -\n'));
    expect(cli(['hash', 'empty', '-'], { input: 'foobar' })).toEqual(good('811c9dc5  empty\nbf9cf968  -\n'));
    expect(cli(['search', 'bar'], { input: 'foobar' })).toEqual(good('3\n'));
    expect(cli(['search', '--count', 'o', '-', 'foobar'], { input: 'foobar' })).toEqual(good('-:2\nfoobar:2\n'));
    expect(cli(['compare', '-', 'foobar'], { input: 'foobar' })).toEqual(good(''));
    expect(cli(['compare', 'foobar', '-'], { input: 'fooba' }).status).toBe(1);
  });

  it('may be any bytes', () => {
    const input = Buffer.from([0xff, 0x00, 0x0a, 0xc3]);
    expect(cli(['search', '--hex', '0ac3'], { input }).stdout).toBe('2\n');
  });

  it('can be read only once', () => {
    const again = { status: 2, stderr: says('-: standard input can be read only once') };
    expect(cli(['hash', '-', '-'], { input: 'foobar' })).toEqual({ ...again, stdout: 'bf9cf968  -\n' });
    expect(cli(['compare', '-', '-'], { input: 'foobar' })).toMatchObject(again);
  });

  it('is left where it is when the first match is found', async () => {
    const child = spawn(process.execPath, [path.join(root, bin['stringops-booster']), 'search', 'needle']);
    child.stdin.on('error', () => {});
    child.stdin.write('a needle'); // and it stays open
    const status = await new Promise((resolve) => child.on('exit', resolve));
    expect(status).toBe(0);
  });
});

describe('errors', () => {
  it('name the file, go to standard error, and do not stop the others', () => {
    const stderr = says('missing: no such file or directory') + says('folder: is a directory');
    expect(cli(['hash', 'missing', 'foobar', 'folder', 'empty'])).toEqual({
      status: 2,
      stdout: 'bf9cf968  foobar\n811c9dc5  empty\n',
      stderr,
    });
    expect(cli(['search', 'foo', 'missing', 'foobar', 'folder'])).toEqual({ status: 2, stdout: 'foobar:0\n', stderr });
    expect(cli(['compare', 'foobar', 'missing'])).toEqual({
      status: 2,
      stdout: '',
      stderr: says('missing: no such file or directory'),
    });
    expect(cli(['compare', 'folder', 'foobar']).stderr).toBe(says('folder: is a directory'));
  });

  it.each([
    [[], 'a command is missing'],
    [['frobnicate'], "there is no command 'frobnicate'"],
    [['constructor'], "there is no command 'constructor'"],
    [['search'], "'search' takes NEEDLE [FILE…|-]"],
    [['compare', 'a'], "'compare' takes A B"],
    [['compare', 'a', 'b', 'c'], "'compare' takes A B"],
    [['doctor', 'a'], "'doctor' takes no operands"],
    [['hash', '--all'], "'hash' takes no option '--all'"],
    [['search', '--bits', '64', 'x'], "'search' takes no option '--bits'"],
    [['doctor', '--bits', '64'], "'doctor' takes no option '--bits'"],
    [['hash', '--bits', '65'], "'--bits' must be 32 or 64; it is '65'"],
    [['hash', '--bits'], "'--bits <value>' argument missing"],
    [['search', '--all', '--count', 'x'], "'--all' and '--count' exclude each other"],
    [['search', '--hex', '0g'], 'NEEDLE must be pairs of hexadecimal digits'],
    [['search', '--hex', '123'], 'NEEDLE must be pairs of hexadecimal digits'],
    [['hash', '--backend', 'gpu'], "'--backend' must be one of wasmtime, native, webassembly, javascript"],
    [['hash', '--backend'], "'--backend <value>' argument missing"],
    [['hash', '--unknown'], "Unknown option '--unknown'"],
    [['hash', '--json=yes'], "'--json' does not take an argument"],
  ])('in the command line: %j', (args, message) => {
    const { status, stdout, stderr } = cli(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain("Try 'stringops-booster --help'.");
    expect(stderr.trimEnd().split('\n').length).toBe(2);
  });

  it.runIf(process.platform === 'linux')('say that the output could not be written', () => {
    const program = path.join(root, bin['stringops-booster']);
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${program}" hash foobar > /dev/full`], {
      cwd: directory,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: says('standard output: no space left on device') });
  });

  it('are not made of a reader that has seen enough', async () => {
    put('many', 'ab'.repeat(1_000_000));
    const child = spawn(process.execPath, [path.join(root, bin['stringops-booster']), 'search', '--all', 'a', 'many'], {
      cwd: directory,
    });
    let stderr = '';
    child.stderr.on('data', (text) => (stderr += text));
    child.stdout.once('data', () => child.stdout.destroy());
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, stderr }).toEqual({ status: 141, stderr: '' });
  });

  it('come with a bad environment', () => {
    const env = { STRINGOPS_BACKEND: 'gpu' };
    expect(cli(['hash', 'foobar'], { env })).toMatchObject({ status: 2, stdout: '' });
    expect(cli(['doctor'], { env })).toMatchObject({ status: 2, stderr: '' });
  });
});

describe('the rest', () => {
  it('helps', () => {
    for (const args of [['--help'], ['-h'], ['hash', '--help']]) {
      const { status, stdout, stderr } = cli(args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: stringops-booster COMMAND/);
      expect(stdout).toMatch(/doctor 0 .* 1 .* 2 if none is available/s);
    }
    expect(cli(['--version'])).toEqual(good(`stringops-booster ${version}\n`));
  });

  it('takes what begins with a dash behind --, and options anywhere', () => {
    expect(cli(['hash', '--', '-dash']).stdout).toMatch(/^[0-9a-f]{8} {2}-dash\n$/);
    expect(cli(['--json', 'search', 'bar', 'foobar']).stdout).toBe(
      '{"file":"foobar","offset":3,"backend":"wasmtime"}\n',
    );
  });

  it('counts what overlaps if it is asked to, and finds nothing everywhere', () => {
    const input = 'aaaa';
    expect(cli(['search', '--count', 'aa'], { input }).stdout).toBe('2\n');
    expect(cli(['search', '--count', '--overlapping', 'aa'], { input }).stdout).toBe('3\n');
    expect(cli(['search', '--count', ''], { input }).stdout).toBe('5\n');
    expect(cli(['search', '', 'empty']).stdout).toBe('0\n');
  });

  it('prints JSON, one object a line', () => {
    const objects = (...args) =>
      cli([...args, '--json'])
        .stdout.trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const backend = 'wasmtime';
    expect(objects('search', 'o', 'foobar', 'empty')).toEqual([
      { file: 'foobar', offset: 1, backend },
      { file: 'empty', offset: -1, backend },
    ]);
    expect(objects('search', '--all', 'o', 'foobar')).toEqual([
      { file: 'foobar', offset: 1, backend },
      { file: 'foobar', offset: 2, backend },
    ]);
    expect(objects('search', '--count', 'o', 'foobar')).toEqual([{ file: 'foobar', count: 2, backend }]);
    expect(objects('hash', 'line\nfeed')[0].file).toBe('line\nfeed');
  });

  it('shows a name in one line', () => {
    expect(cli(['hash', 'line\nfeed']).stdout).toBe('\\bf9cf968  line\\nfeed\n');
    expect(cli(['search', 'foo', 'line\nfeed', 'foobar']).stdout).toBe('\\line\\nfeed:0\nfoobar:0\n');
    expect(cli(['compare', 'foobar', 'line\nfeed']).stdout).toBe('');
    expect(cli(['compare', 'empty', 'line\nfeed']).stdout).toBe(
      '\\empty comes before line\\nfeed: it ends after byte 0\n',
    );
    expect(cli(['hash', 'back\\slash']).stderr).toBe(says('back\\\\slash: no such file or directory'));
    expect(cli(['hash', 'tag\u{e0001}']).stderr).toBe(says('tag\\u{e0001}: no such file or directory'));
    expect(cli(['hash', '\u001b[31mred']).stderr).toBe(says('\\u{1b}[31mred: no such file or directory'));
  });

  it('runs without the addon, and the doctor says why', () => {
    const copy = copyPackage();
    try {
      writeFileSync(
        path.join(copy.directory, 'cli.js'),
        'require("./dist/cli.js").main(process.argv.slice(2)).then((status) => { process.exitCode = status; });',
      );
      const program = path.join(copy.directory, 'cli.js');
      const { status, stdout } = cli(['doctor', '--json'], { program });
      const report = JSON.parse(stdout);
      expect(status).toBe(0);
      expect(report.backend).toBe('webassembly');
      expect(report.reasons.join('\n')).toMatch(/wasmtime.*\n[^]*addon could not be loaded[^]*native/);
      expect(report.backends.map(({ reasons }) => reasons.length > 0)).toEqual([true, true, false, false]);
      expect(cli(['doctor'], { program }).stdout).toMatch(/^wasmtime +unavailable\n +- /m);
      expect(cli(['hash', 'foobar', '--backend', 'native'], { program })).toMatchObject({ status: 2, stdout: '' });
    } finally {
      copy.remove();
    }
  });

  it('finds wrong answers', () => {
    const right = new StringOpsFallback();
    expect(wrongAnswers(right)).toEqual([]);
    const wrong = {
      fastHash: (input, seed) => right.fastHash(input, seed),
      fastHash64: (input, seed) => right.fastHash64(input, seed),
      fastIndexOf: (...args) => right.fastIndexOf(...args),
      fastCount: (...args) => right.fastCount(...args),
      fastCompare: () => 0,
      fastSearch() {
        throw new Error('mine');
      },
    };
    expect(wrongAnswers(wrong).length).toBe(
      KNOWN_ANSWERS.filter(
        ({ operation, expected }) => operation === 'fastSearch' || (operation === 'fastCompare' && expected !== 0),
      ).length,
    );
    expect(wrongAnswers(wrong).join()).toContain('Error: mine');
  });
});

describe('the progress bar', () => {
  beforeEach(() => vi.stubEnv('TERM', 'xterm'));
  afterEach(() => vi.unstubAllEnvs());

  const draw = (isTTY, columns) => {
    let now = 0;
    const written = [];
    const bar = new Progress({ isTTY, columns, write: (text) => written.push(text) }, () => now);
    return {
      bar,
      written,
      at: (time) => {
        now = time;
      },
    };
  };

  it('is not drawn on a terminal that can only print', () => {
    vi.stubEnv('TERM', 'dumb');
    const { bar, written, at } = draw(true);
    at(5000);
    bar.update({ name: 'file', read: 0, size: 4_000_000 });
    expect(written).toEqual([]);
  });

  it('appears on a terminal after a second, and goes', () => {
    const { bar, written, at } = draw(true);
    const source = { name: 'file', read: 0, size: 4_000_000 };
    bar.update(source);
    at(999);
    bar.update({ ...source, read: 1_000_000 });
    bar.clear();
    expect(written).toEqual([]);
    at(1000);
    bar.update({ ...source, read: 1_000_000 });
    expect(written).toEqual(['\r\u001b[Kfile [######..................] 25% of 4.0 MB']);
    at(1050);
    bar.update({ ...source, read: 2_000_000 });
    expect(written.length).toBe(1);
    at(1100);
    bar.update({ ...source, read: 5_000_000 });
    expect(written[1]).toBe(`\r\u001b[Kfile [${'#'.repeat(24)}] 100% of 4.0 MB`);
    bar.clear();
    bar.clear();
    expect(written.slice(2)).toEqual(['\r\u001b[K']);
  });

  it('counts bytes where the size is unknown, and cuts long names', () => {
    const { bar, written, at } = draw(true);
    at(2000);
    bar.update({ name: '-', read: 1_500_000, size: 0 });
    at(3000);
    bar.update({ name: 'n'.repeat(100), read: 1, size: 0 });
    expect(written).toEqual(['\r\u001b[Kstandard input 1.5 MB', `\r\u001b[K…${'n'.repeat(31)} 0.0 MB`]);
  });

  it.each([
    ['Kanji, twice', '漢'.repeat(30), 30, `…${'漢'.repeat(10)} 0.0 MB`],
    ['Kanji, without a column to spare', '漢'.repeat(30), 31, `…${'漢'.repeat(11)} 0.0 MB`],
    ['wide emoji', '🦀'.repeat(30), 20, `…${'🦀'.repeat(5)} 0.0 MB`],
    ['marks, not at all', 'e\u0301'.repeat(12), 20, `${'e\u0301'.repeat(12)} 0.0 MB`],
    ['Hangul, twice', '한글', 80, '한글 0.0 MB'],
    ['what is escaped', 'a\nb', 80, 'a\\nb 0.0 MB'],
    ['a name without room', 'name', 8, '0.0 MB'],
    ['numbers without room', 'name', 4, '0.0'],
  ])('fits into the columns: %s', (_, name, columns, line) => {
    const { bar, written, at } = draw(true, columns);
    at(2000);
    bar.update({ name, read: 1, size: 0 });
    expect(written).toEqual([`\r\u001b[K${line}`]);
  });

  it('is drawn on nothing but a terminal', () => {
    const { bar, written, at } = draw(false);
    at(5000);
    bar.update({ name: 'file', read: 1, size: 2 });
    bar.clear();
    expect(written).toEqual([]);
  });
});
