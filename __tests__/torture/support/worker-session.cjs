'use strict';
// Workers come and go in one process. `session` runs in a Node of its own (see session.mjs); this is the workers' file, too.
const { readFileSync, readdirSync } = require('node:fs');
const { Readable } = require('node:stream');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

const text = `${'x'.repeat(5000)}y`;

/** In this process: starts workers, as the task says, and gives how it went. */
function session(task) {
  const { root, backends } = task;

  /** [how a worker ends, its exit code, does it end by itself?] */
  const WAYS = {
    'normal exit': [0, true],
    'process.exit': [7, true],
    'an uncaught error': [1, true],
    'terminated in mid-call': [1, false],
    'terminated in async work': [1, false],
    'terminated in a stream': [1, false],
    'terminated with held texts': [1, false],
    'exit with async work under way': [7, true],
    'a worker of its own': [0, true],
  };

  const shared = new SharedArrayBuffer(1 << 25);

  /** One worker's life; throws unless its answers were correct and it ended as it should. */
  async function live(way, backend, more) {
    const [code, alone] = WAYS[way];
    const worker = new Worker(__filename, { workerData: { root, backend, way, shared, ...more }, stdout: true });
    const messages = [];
    const errors = [];
    worker.on('message', (message) => messages.push(message));
    worker.on('error', (error) => errors.push(error.message));
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    await Promise.race([new Promise((resolve) => worker.once('message', resolve)), ended]);
    if (!alone) await worker.terminate();
    const exit = await ended;
    const expected = way === 'an uncaught error' ? ['on purpose'] : [];
    if (exit !== code || messages.length !== 1 || !messages[0].right || errors.join() !== expected.join()) {
      throw new Error(`${way}, ${backend}: ${JSON.stringify({ exit, messages, errors })}`);
    }
  }

  function rightHere() {
    const { loadStringOpsSync } = require(root);
    for (const backend of backends) {
      const ops = loadStringOpsSync({ backend });
      if (ops.backend !== backend || ops.fastHash(text) !== 3866387604 || ops.fastSearch(text, 'xy') !== 4999)
        throw new Error(`wrong in main: ${backend}`);
    }
  }

  // (module (memory 1) (func (export "f") (result i32) (i32.load (i32.const 1073741824))))
  const TRAPS = Uint8Array.from([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 102, 0, 0, 10, 13, 1,
    11, 0, 65, 128, 128, 128, 128, 4, 40, 2, 0, 11,
  ]);
  function trap(times) {
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(TRAPS)).exports;
    for (let i = 0; i < times; i++) {
      try {
        f();
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError && error.message === 'memory access out of bounds') continue;
        throw error;
      }
      throw new Error('no trap');
    }
  }

  const residentMiB = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
  const threads = () => (process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0);
  const mappings = () =>
    process.platform === 'linux' ? readFileSync('/proc/self/maps', 'latin1').split('\n').length : 0;
  const now = () => ({ resident: residentMiB(), threads: threads(), mappings: mappings() });

  const SESSIONS = {
    /** Workers one after the other, in all ways; what the process has after a while and at the end. */
    async inARow() {
      const settled = Math.min(Math.ceil(task.count / 4), 40);
      let early;
      for (let i = 0; i < task.count; i++) {
        if (i === settled) early = now();
        await live(task.way, backends[i % backends.length]);
      }
      globalThis.gc?.();
      const late = now();
      rightHere();
      return { early, late };
    },
    /** The addon is loaded in a worker that ends, and nowhere else; then the engine traps here. */
    async onlyInWorkers() {
      const { dlopen } = process;
      let isHere = false;
      process.dlopen = (...args) => {
        isHere = true;
        return dlopen.apply(process, args);
      };
      for (const way of task.ways) for (const backend of backends) await live(way, backend);
      if (isHere) throw new Error('the addon is loaded in the main thread');
      trap(task.traps);
      return {};
    },
    async order() {
      const order = {
        'main, then workers': async () => {
          rightHere();
          for (const backend of backends) await live('normal exit', backend);
          rightHere();
        },
        'workers that end, then main': async () => {
          for (const backend of backends) await live('normal exit', backend);
          rightHere();
        },
        'workers that are there, then main': async () => {
          const all = backends.map((backend) => live('terminated with held texts', backend));
          rightHere();
          await Promise.all(all);
          rightHere();
        },
        'main at the same time as eight workers': async () => {
          const all = Array.from({ length: 8 }, (_, i) => live('normal exit', backends[i % backends.length]));
          rightHere();
          await Promise.all(all);
        },
        'workers within workers, then main': async () => {
          for (const backend of backends) await live('a worker of its own', backend, { depth: 2 });
          rightHere();
        },
        'a worker terminated before it has loaded, then main': async () => {
          const worker = new Worker(__filename, { workerData: { root, backend: backends[0], way: 'normal exit' } });
          await worker.terminate();
          rightHere();
          await live('normal exit', backends[0]);
        },
      };
      await order[task.order]();
      trap(1000);
      return {};
    },
  };

  return SESSIONS[task.session]();
}

/** In a worker: loads the package and ends in one way or another. */
function worker() {
  const { root, backend, way, shared, depth = 0 } = workerData;
  const ops = require(root).loadStringOpsSync({ backend });

  /** Known answers, from texts that are long enough to leave JavaScript. */
  const right = () =>
    ops.backend === backend &&
    ops.fastHash(text) === 3866387604 &&
    ops.fastSearch(text, 'xy') === 4999 &&
    ops.fastCompare(Buffer.from(text), Buffer.from(`${text}z`)) === -1;

  const tell = (more) => parentPort.postMessage({ right: right(), ...more });

  /** Loops forever, so that whatever terminates it does so during a call. */
  function callForEver() {
    const bytes = new Uint8Array(shared);
    tell();
    for (;;) ops.fastSearch(bytes, 'needle');
  }

  async function streamForEver() {
    const chunk = Buffer.alloc(1 << 16, 'x');
    const source = new Readable({
      read() {
        this.push(chunk);
      },
    });
    tell();
    for await (const offset of ops.searchStream(source, 'xy')) parentPort.postMessage({ right: false, offset });
  }

  async function asyncForEver() {
    const bytes = new Uint8Array(1 << 24);
    const wait = () => ops.fastHashAsync(bytes);
    tell();
    for (;;) await Promise.all([wait(), wait(), wait(), wait(), wait(), wait(), wait(), wait()]);
  }

  const END = {
    'normal exit': () => tell(),
    'process.exit': () => {
      tell();
      process.exit(7);
    },
    'an uncaught error': () => {
      tell();
      throw new Error('on purpose');
    },
    'terminated in mid-call': callForEver,
    'terminated in async work': asyncForEver,
    'terminated in a stream': streamForEver,
    'terminated with held texts': () => {
      const held = Array.from({ length: 20 }, (_, i) => ops.hold(`${i}`.repeat(50_000)));
      const sum = held.map((one) => one.fastSearch('x'));
      tell({ held: held.length, sum });
      setInterval(() => held[0].fastHash(), 1);
    },
    'exit with async work under way': () => {
      ops.fastHashAsync(new Uint8Array(1 << 22));
      tell();
      process.exit(7);
    },
    'a worker of its own': () => {
      if (depth === 0) {
        tell();
        return;
      }
      const worker = new Worker(__filename, { workerData: { ...workerData, depth: depth - 1 } });
      worker.once('message', (message) => tell({ right: message.right && right() }));
    },
  };

  END[way]();
}

if (isMainThread) module.exports.session = session;
else worker();
