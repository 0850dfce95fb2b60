'use strict';
// A worker thread that loads the package and ends in one way or another: see WAYS in worker-session.cjs.
const { Readable } = require('node:stream');
const { Worker, parentPort, workerData } = require('node:worker_threads');

const { root, backend, way, shared, depth = 0 } = workerData;
const ops = require(root).loadStringOpsSync({ backend });

/** Known answers, from texts that are long enough to leave JavaScript. */
const text = `${'x'.repeat(5000)}y`;
const right = () =>
  ops.backend === backend &&
  ops.fastHash(text) === 3866387604 &&
  ops.fastSearch(text, 'xy') === 4999 &&
  ops.fastCompare(Buffer.from(text), Buffer.from(`${text}z`)) === -1;

const tell = (more) => parentPort.postMessage({ right: right(), ...more });

/** Loops for ever; whoever terminates this finds it in a call. */
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
