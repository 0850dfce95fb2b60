// Calls while others disturb them. Each function runs in a Node of its own (see session.mjs).
import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { oracle } from '../../support/oracle.js';
import { loadStringOpsSync } from '../../support/package.js';
import { randomFrom } from './session.mjs';

/** Every operation on bytes that two workers write incessantly. */
export async function overwritten({ backend, rounds }) {
  const ops = loadStringOpsSync({ backend });
  const { below } = randomFrom(11);
  const SIZE = 1 << 14;
  const own = Buffer.alloc(300, 'foobar');
  const ownHash = oracle.fastHash(own);
  const shared = new Uint8Array(new SharedArrayBuffer(SIZE));

  const WRITER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const bytes = new Uint8Array(workerData);
  parentPort.postMessage('writing');
  for (let i = 0; ; i++) {
    bytes[i % bytes.length] = i * 7;
    if (i % 50_000 === 0) bytes.fill(i & 1 ? 0x61 : 0x62);
  }`;
  const writers = [1, 2].map(() => new Worker(WRITER, { eval: true, workerData: shared.buffer }));
  await Promise.all(
    writers.map((writer) => new Promise((resolve, reject) => writer.once('message', resolve).once('error', reject))),
  );

  const wrong = [];
  const ensure = (holds, ...what) => {
    if (!holds && wrong.length < 10) wrong.push(what.join(' '));
  };
  const isHash = (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  const isOffset = (value, most) => Number.isInteger(value) && value >= -1 && value <= most;

  /** How often the bytes differed from the previous round: the writers must have had their turn. */
  let changed = 0;
  let before = ops.fastHash(shared);
  for (let round = 0; round < rounds || changed === 0; round++) {
    const length = 1 + below(SIZE);
    const bytes = shared.subarray(0, length);
    const hashes = [
      ops.fastHash(bytes),
      ops.fastHash(shared, below(2 ** 32)),
      ops.createHash().update(bytes).digest(),
      ...ops.fastHashMany([bytes, shared]),
    ];
    ensure(hashes.every(isHash), 'hashes', hashes);
    if (hashes.at(-1) !== before) changed++;
    before = hashes.at(-1);
    const order = ops.fastCompare(bytes, shared.subarray(below(SIZE)));
    ensure(order === -1 || order === 0 || order === 1, 'order', order);
    for (const needle of [Buffer.from('ab'), bytes.subarray(0, 3), 'aa', shared.subarray(0, 1 + below(length))]) {
      const most = length - needle.length;
      ensure(isOffset(ops.fastSearch(bytes, needle), most), 'fastSearch', length);
      ensure(isOffset(ops.fastIndexOf(bytes, needle, below(length)), most), 'fastIndexOf', length);
      const all = ops.fastSearchAll(bytes, needle, { overlapping: round % 2 === 0 });
      ensure(
        all.every((offset, i) => isOffset(offset, most) && (i === 0 || offset > all[i - 1])),
        'fastSearchAll',
        length,
      );
      const count = ops.fastCount(bytes, needle);
      ensure(Number.isInteger(count) && count >= 0 && count <= most + 1, 'fastCount', count);
    }
    const held = ops.hold(bytes);
    const copy = held.fastHash();
    ensure(isOffset(held.fastSearch(bytes.subarray(0, 2)), length), 'a held text', length);
    ensure(held.fastHash() === copy && held.fastCompare(held) === 0, 'a held text changed');
    held.free();
    if (round % 10 === 0) {
      const [hash, offset] = await Promise.all([
        ops.fastHashAsync(bytes),
        ops.fastSearchAsync(bytes, bytes.subarray(0, 2)),
      ]);
      ensure(isHash(hash) && isOffset(offset, length), 'asynchronous', hash, offset);
      let last = -1;
      for await (const found of ops.searchStream([bytes, shared], 'ab')) {
        ensure(found > last && found <= length + SIZE - 2, 'searchStream', found);
        last = found;
      }
    }
    ensure(ops.fastHash(own) === ownHash && ops.fastSearch(own, 'barf') === 3, 'bytes of our own');
  }
  await Promise.all(writers.map((writer) => writer.terminate()));
  return { backend, wrong, changed };
}

/** Calls while a shell stops this process again and again, and sends it signals. */
export async function stopped({ backend, stops }) {
  const ops = loadStringOpsSync({ backend });
  const bytes = Buffer.alloc(8 << 20, 'ab');
  const hash = ops.fastHash(bytes);
  const expected = [hash, -1, hash, -1].join();

  const heard = new Set();
  for (const name of ['SIGUSR2', 'SIGALRM', 'SIGURG', 'SIGPROF']) process.on(name, () => heard.add(name));

  const script = `i=0; while [ $i -lt ${stops} ]; do
  for signal in USR2 STOP ALRM URG; do kill -$signal ${process.pid} || exit 1; done
  sleep 0.01
  for signal in CONT PROF; do kill -$signal ${process.pid} || exit 1; done
  i=$((i + 1)); sleep 0.01
done`;
  let status;
  const shell = spawn('sh', ['-c', script], { stdio: 'ignore' });
  shell.on('close', (code) => (status = code));

  let [calls, wrong] = [0, 0];
  while (status === undefined) {
    const needle = Buffer.from('abb');
    const pending = [ops.fastHashAsync(bytes), ops.fastSearchAsync(bytes, needle)];
    const answers = [ops.fastHash(bytes), ops.fastSearch(bytes, needle), ...(await Promise.all(pending))];
    if (answers.join() !== expected) wrong++;
    calls += answers.length;
  }
  return { backend, calls, wrong, heard: [...heard].sort(), status };
}
