// The command line and the system it runs on: what may be standard input, names that are not text, and terminals.
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../support/package.js';

const program = path.join(root, 'bin/stringops-booster.js');
const directory = fs.mkdtempSync(path.join(tmpdir(), 'stringops-cli-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));

const env = { ...process.env, FORCE_COLOR: '', NO_COLOR: '', TERM: 'xterm' };
const onLinux = describe.runIf(process.platform === 'linux');

/** A file of the directory, by the bytes of its name, with a character for each. */
const pathOf = (name) => Buffer.from(`${directory}/${name}`, 'latin1');
fs.writeFileSync(pathOf('foobar'), 'foobar');

onLinux('standard input', () => {
  /** Runs a command on what a descriptor of this process refers to. */
  function on(descriptor, ...args) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: directory,
      env,
      stdio: [descriptor, 'pipe', 'pipe'],
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, stdout, stderr };
  }
  const refused = (reason) => ({ status: 2, stdout: '', stderr: `stringops-booster: -: ${reason}\n` });

  /** Runs all commands. */
  function refuses(descriptor, reason) {
    for (const args of [['hash'], ['hash', '--json', '-'], ['search', 'x'], ['compare', 'foobar', '-']]) {
      expect(on(descriptor, ...args), args.join(' ')).toEqual(refused(reason));
    }
  }

  it('may not be a directory', () => {
    const descriptor = fs.openSync(directory);
    refuses(descriptor, 'is a directory');
    expect(on(descriptor, 'hash', '-', 'foobar')).toEqual({
      ...refused('is a directory'),
      stdout: 'bf9cf968  foobar\n',
    });
    fs.closeSync(descriptor);
  });

  it('may not be a socket of datagrams', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    refuses(socket._handle.fd, 'is a socket of datagrams or other messages, not a stream of bytes');
    socket.close();
  });

  it('may not be a socket that is not connected', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    refuses(server._handle.fd, 'socket is not connected');
    server.close();
  });

  it('may not be something without a kind', () => {
    const isPoll = (name) => fs.readlinkSync(`/proc/self/fd/${name}`) === 'anon_inode:[eventpoll]';
    // The list has the descriptor that it was read by, which is closed.
    const name = fs
      .readdirSync('/proc/self/fd')
      .find((each) => fs.existsSync(`/proc/self/fdinfo/${each}`) && isPoll(each));
    refuses(Number(name), 'is not a file, a pipe or a socket');
  });

  it('may not be open for writing alone', () => {
    const descriptor = fs.openSync(pathOf('written'), 'w');
    refuses(descriptor, 'bad file descriptor');
    fs.closeSync(descriptor);
  });

  it('is read from where it is', () => {
    const descriptor = fs.openSync(pathOf('foobar'));
    fs.readSync(descriptor, Buffer.alloc(3));
    expect(on(descriptor, 'search', 'bar').stdout).toBe('0\n');
    fs.closeSync(descriptor);
  });

  it('may be a stream that is connected', async () => {
    const server = createServer((socket) => socket.end('foobar')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const script = `exec 0<>"/dev/tcp/127.0.0.1/$2" && exec "$0" "$1" hash`;
    const child = spawn('bash', ['-c', script, process.execPath, program, String(server.address().port)], { env });
    const [output] = await once(child.stdout, 'data');
    expect(String(output)).toBe('bf9cf968  -\n');
    server.close();
  });
});

onLinux('arguments that are not UTF-8', () => {
  /** Runs the program by a shell, as Node cannot pass such arguments. They are formats of printf. */
  function run(...formats) {
    const words = formats.map((format) => `"$(printf -- '${format}')"`).join(' ');
    const { status, stdout, stderr } = spawnSync('sh', ['-c', `exec "$0" "$1" ${words}`, process.execPath, program], {
      cwd: directory,
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }
  const good = (stdout) => ({ status: 0, stdout, stderr: '' });
  fs.writeFileSync(pathOf('a\xe9'), 'foobar');
  fs.writeFileSync(pathOf('a\xef\xbf\xbd'), 'lookalike');
  fs.writeFileSync(pathOf('-\xff'), 'foobar');
  fs.writeFileSync(pathOf('data'), Buffer.from('x\xe9y\xef\xbf\xbdz\xc3\xa9', 'latin1'));

  it('open the file that they name', () => {
    expect(run('hash', 'a\\351')).toEqual(good('\\bf9cf968  a\\xe9\n'));
    expect(run('hash', '--', '-\\377')).toEqual(good('\\bf9cf968  -\\xff\n'));
    expect(run('hash', 'a\\357\\277\\275').stdout).toMatch(/^[0-9a-f]{8} {2}a\ufffd\n$/);
    expect(run('compare', 'a\\351', 'foobar')).toEqual(good(''));
    expect(run('search', 'bar', 'a\\351', 'foobar')).toEqual(good('\\a\\xe9:3\nfoobar:3\n'));
    expect(run('hash', 'b\\351')).toMatchObject({
      status: 2,
      stderr: 'stringops-booster: b\\xe9: no such file or directory\n',
    });
  });

  it('are found as the bytes that they are', () => {
    expect(run('search', '--all', '\\351', 'data')).toEqual(good('1\n'));
    expect(run('search', '--all', '\\357\\277\\275', 'data')).toEqual(good('3\n'));
    expect(run('search', '--all', '\\251', 'data')).toEqual(good('8\n'));
    expect(run('search', '--all', 'y\\357\\277\\275z\\303', 'data')).toEqual(good('2\n'));
  });

  it('print lines of their own, also in JSON', () => {
    const names = [
      'a\\351',
      'a\\357\\277\\275',
      'a\\\\xe9',
      'a\\\\udce9',
      'a\\355\\263\\251',
      'a\\360\\220\\200',
      'a\\n.',
      'a\\\\n.',
    ];
    const raw = ['a\xe9', 'a\xef\xbf\xbd', 'a\\xe9', 'a\\udce9', 'a\xed\xb3\xa9', 'a\xf0\x90\x80', 'a\n.', 'a\\n.'];
    for (const name of raw) fs.writeFileSync(pathOf(name), 'the same');
    for (const options of [[], ['--json']]) {
      const { status, stdout } = run('hash', ...options, ...names);
      expect({ status, lines: new Set(stdout.trimEnd().split('\n')).size }).toEqual({ status: 0, lines: names.length });
    }
    expect(JSON.parse(run('hash', '--json', 'a\\351').stdout).file).toBe('a\udce9');
  });

  it('are shown in what is said of the command line', () => {
    expect(run('\\351').stderr).toContain("there is no command '\\xe9'");
    expect(run('hash', '--\\351').stderr).toContain("Unknown option '--\\xe9'");
    expect(run('hash', '--backend', '\\351').stderr).toContain("it is '\\xe9'");
  });
});

describe('arguments that may not be UTF-8', () => {
  it.each([[['search', '\ufffd']], [['hash', 'a\ufffd']]])('are refused: %j', (args) => {
    // The title takes the place of the arguments.
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--title=x', program, ...args], {
      env,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/U\+FFFD or bytes that are not UTF-8.*--hex/);
  });
});

describe('what was found', () => {
  it('is printed at once, and kept when the search is interrupted', async () => {
    const child = spawn(process.execPath, [program, 'search', '--all', 'needle'], { env });
    let stdout = '';
    child.stdout.on('data', (text) => (stdout += text));
    child.stdin.write('a needle'); // and it stays open
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [, signal] = await once(child, 'close');
    expect({ signal, stdout }).toEqual({ signal: 'SIGINT', stdout: '2\n' });
  });

  it('in one file is printed before the next is read', async () => {
    const child = spawn(process.execPath, [program, 'hash', 'foobar', '-'], { cwd: directory, env });
    const [line] = await once(child.stdout, 'data');
    expect(String(line)).toBe('bf9cf968  foobar\n');
    child.stdin.end('foobar');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});

const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

describe.runIf(hasTerminals)('on a terminal', () => {
  /** Runs a command on a terminal of so many columns. */
  function onTerminal(args, { columns = 80, variables = {} } = {}) {
    const words = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', `stty cols ${columns}; exec ${words}`, '/dev/null'], {
      cwd: directory,
      env: { ...env, ...variables, SHELL: '/bin/sh' },
    });
    const terminal = { child, text: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (terminal.text += text));
    return terminal;
  }

  /** Until the terminal shows it. */
  async function shows(terminal, pattern) {
    while (!pattern.test(terminal.text)) await once(terminal.child.stdout, 'data');
  }

  it('shows what is found as it is typed, until Ctrl-C', async () => {
    const terminal = onTerminal(['search', '--all', 'needle']);
    terminal.child.stdin.write('a needle\n');
    await shows(terminal, /^2\r\n/m);
    terminal.child.stdin.write('needle\n');
    await shows(terminal, /^9\r\n/m);
    terminal.child.stdin.write('\x03');
    await once(terminal.child, 'close');
  });

  it('has colors, and obeys those who do not want them', async () => {
    const doctor = async (options) => {
      const terminal = onTerminal(['doctor', '--backend', 'javascript'], options);
      await once(terminal.child, 'close');
      return terminal.text;
    };
    const green = '\u001b[32mok\u001b[39m, ';
    const [plain, ...others] = await Promise.all(
      [{}, { NO_COLOR: '1' }, { TERM: 'dumb' }, { FORCE_COLOR: '0' }].map((variables) => doctor({ variables })),
    );
    expect(plain).toContain(green);
    for (const text of others) expect(text).not.toContain('\u001b');
    expect(await doctor({ variables: { FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' } })).toContain(green);
  });

  it('has a progress bar that fits, and none where a line cannot be cleared', async () => {
    const name = '漢字'.repeat(20);
    spawnSync('mkfifo', [name, 'dumb'], { cwd: directory });
    const terminal = onTerminal(['hash', name], { columns: 30 });
    const dumb = onTerminal(['hash', 'dumb'], { columns: 30, variables: { TERM: 'dumb' } });
    const pipes = await Promise.all([name, 'dumb'].map((each) => fs.promises.open(path.join(directory, each), 'w')));
    while (!terminal.text.includes('MB')) {
      for (const pipe of pipes) await pipe.write('some bytes');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const pipe of pipes) await pipe.close();
    await Promise.all([once(terminal.child, 'close'), once(dumb.child, 'close')]);
    // 1 column for …, 20 for the name, 7 for the number; another Kanji would be too wide.
    expect(terminal.text).toContain(`\r\u001b[K…${'漢字'.repeat(5)} 0.0 MB\r\u001b[K`);
    expect(dumb.text).toMatch(/^[0-9a-f]{8} {2}dumb\r\n$/);
  });
});

describe('without a terminal', () => {
  it.each([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: 'true' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: 'false' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [{ NO_COLOR: '1' }, false],
  ])('colors with %j: %s', (variables, colored) => {
    const { stdout, stderr } = spawnSync(process.execPath, [program, 'hash', 'missing'], {
      cwd: directory,
      env: { ...env, ...variables },
      encoding: 'utf8',
    });
    const label = colored ? '\u001b[31mstringops-booster:\u001b[39m' : 'stringops-booster:';
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: `${label} missing: no such file or directory\n` });
  });
});
