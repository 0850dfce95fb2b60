// Many calls. Each function runs in a Node of its own (see session.mjs).
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { finished } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { oracle } from '../../support/oracle.js';
import { loadStringOpsSync } from '../../support/package.js';
import { randomFrom, sample, untilFlat } from './session.mjs';

/** All operations, mixed, on inputs of random sizes. */
export async function mixedCalls({ backend, calls, every }) {
  const SAMPLES = calls < 100_000 ? 25 : 100;
  const { next, below } = randomFrom(0x5eed + backend.length);

  let logged = 0;
  const ops = loadStringOpsSync({ backend, log: (value) => (logged = value) });

  /**
   * Texts from which inputs are cut: one byte a unit, two bytes a unit, with halves of pairs, with few different units.
   */
  const alphabets = ['abcdefghijklmnopqrstuvwxyz ,.\n', 'abcdé ü', 'ab世界 🚀é', 'a\ud83d\ude80\udc00b世', 'ab'];
  const bases = alphabets.map((alphabet) => {
    let text = '';
    for (let i = 0; i < 400_000; i++) text += alphabet[below(alphabet.length)];
    return Buffer.from(text, 'utf16le').toString('utf16le');
  });
  const bytes = Uint8Array.from({ length: 400_000 }, () => below(256));
  const shared = new Uint8Array(new SharedArrayBuffer(400_000)).fill(97);

  /** From 0 to 300,000, mostly small. */
  function size() {
    const kind = next();
    const [least, most] =
      kind < 0.7
        ? [0, 64]
        : kind < 0.9
          ? [64, 1000]
          : kind < 0.98
            ? [1000, 10_000]
            : kind < 0.998
              ? [10_000, 64_000]
              : [64_000, 300_000];
    return least + below(most - least + 1);
  }

  function input(length = size()) {
    const start = below(400_000 - length);
    const kind = below(8);
    if (kind < 5) return bases[kind].slice(start, start + length);
    if (kind === 5) return bytes.subarray(start, start + length);
    if (kind === 6) return Buffer.from(bytes.buffer, start, length);
    return shared.subarray(start, start + length);
  }
  const needle = () => input(below(50) === 0 ? below(2000) : below(12));
  const seed = () => (below(2) === 0 ? undefined : below(2 ** 32));
  const options = () => (below(2) === 0 ? undefined : { overlapping: below(2) === 0 });
  const list = () => Array.from({ length: below(20) }, () => input(below(10) === 0 ? below(3000) : below(60)));
  /** In shared memory to which no other thread writes. */
  const plain = (value) => (ArrayBuffer.isView(value) ? [...value] : value);

  const collect = async (offsets) => {
    const found = [];
    for await (const offset of offsets) found.push(offset);
    return found;
  };
  const joined = (chunks) =>
    Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk.toWellFormed()) : chunk)));

  /** Calls: what they return, and what they mean. The weights follow actual use. */
  const kinds = [
    [30, () => [input(), seed()], (a, s) => ops.fastHash(a, s), oracle.fastHash],
    [4, () => [input()], (a) => ops.fastHash64(a), oracle.fastHash64],
    [15, () => [input(), input()], (a, b) => ops.fastCompare(a, b), oracle.fastCompare],
    [
      5,
      () =>
        (() => {
          const text = input();
          return [text, text];
        })(),
      (a, b) => ops.fastCompare(a, b),
      oracle.fastCompare,
    ],
    [20, () => [input(), needle()], (a, b) => ops.fastSearch(a, b), oracle.fastSearch],
    [8, () => [input(), needle(), below(400)], (a, b, p) => ops.fastIndexOf(a, b, p), oracle.fastIndexOf],
    [4, () => [input(), needle(), options()], (a, b, o) => plain(ops.fastSearchAll(a, b, o)), oracle.fastSearchAll],
    [4, () => [input(), needle(), options()], (a, b, o) => ops.fastCount(a, b, o), oracle.fastCount],
    [3, () => [list()], (l) => plain(ops.fastHashMany(l)), oracle.fastHashMany],
    [
      3,
      () => [input(), input()],
      (a, b) => ops.createHash().update(Buffer.from(a)).update(b).digest(),
      (a, b) => oracle.fastHash(b, oracle.fastHash(Buffer.from(a))),
    ],
    [
      3,
      () => [input(), needle()],
      (a, b) => {
        const text = ops.hold(a);
        const found = [text.byteLength, text.fastHash(), text.fastSearch(b), text.fastCompare(a), text.fastCount(b)];
        if (below(2) === 0) text.free();
        return found;
      },
      (a, b) => [
        typeof a === 'string' ? Buffer.byteLength(a) : a.length,
        oracle.fastHash(a),
        oracle.fastSearch(a, b),
        0,
        oracle.fastCount(a, b),
      ],
    ],
    [2, () => [input(), seed()], (a, s) => ops.fastHashAsync(a, { seed: s }), oracle.fastHash],
    [2, () => [input(), needle()], (a, b) => ops.fastSearchAsync(a, b), oracle.fastSearch],
    [
      0.3,
      () => [list().map((chunk) => (typeof chunk === 'string' ? chunk.toWellFormed() : chunk)), needle()],
      (chunks, n) => collect(ops.searchStream(chunks, n)),
      (chunks, n) => oracle.fastSearchAll(joined(chunks), n),
    ],
    [
      0.3,
      () => [input().slice()],
      async (a) => {
        const stream = ops.hashStream();
        stream.end(a);
        await finished(stream);
        return stream.digest();
      },
      (a) => oracle.fastHash(a),
    ],
    [1, () => [below(2 ** 31)], (value) => (ops.debugLog(value), logged), (value) => value],
    [0.5, () => [], () => typeof ops.inspectMemory(0, 0).hex, () => 'string'],
    [0.01, () => [], () => ops.trim(), () => undefined],
    [
      1,
      () => [below(2) === 0 ? 7 : null],
      (wrong) => {
        try {
          return ops.fastSearch('abc', wrong);
        } catch (error) {
          return error.code;
        }
      },
      () => 'ERR_INVALID_ARG_TYPE',
    ],
  ];
  const total = kinds.reduce((sum, [weight]) => sum + weight, 0);
  function choose() {
    let at = next() * total;
    return kinds.find(([weight]) => (at -= weight) < 0) ?? kinds[0];
  }

  let checked = 0;
  const wrong = [];
  function check(args, call, actual, means) {
    checked++;
    const expected = means(...args);
    if (!isDeepStrictEqual(actual, expected) && wrong.length < 10)
      wrong.push(`${call}: gave ${String(actual).slice(0, 80)}, not ${String(expected).slice(0, 80)}`);
  }

  /** @type {Promise<unknown>[]} */
  let pending = [];
  async function settle() {
    await Promise.all(pending);
    pending = [];
  }

  let done = 0;
  const flat = await untilFlat(calls, async (length) => {
    const samples = [await sample(done)];
    const between = Math.floor(length / SAMPLES);
    for (let n = 1; n <= length; n++) {
      const [, args, call, means] = choose();
      const given = args();
      const isChecked = ++done % every === 0;
      const result = call(...given);
      if (result instanceof Promise) {
        pending.push(isChecked ? result.then((value) => check(given, call, value, means)) : result);
        if (pending.length >= 64) await settle();
      } else if (isChecked) check(given, call, result, means);
      if (n % between === 0) {
        await settle();
        samples.push(await sample(done));
      }
    }
    await settle();
    return samples;
  });
  return { backend, calls: done, checked, wrong, ...flat, held: ops.memory.heldBytes };
}

/** Hundreds of asynchronous operations of megabytes in flight at once, while a timer of 5 ms counts how often the event loop gets round to it; then the same work by the plain functions. */
export async function asyncLoad({ backend, calls }) {
  const SIZE = 4 << 20;
  const ops = loadStringOpsSync({ backend });

  // Slow to search: two bytes only, so that neither is rare, and a needle that begins everywhere.
  const { below } = randomFrom(3);
  const haystack = Uint8Array.from({ length: SIZE }, () => 97 + below(2));
  const needle = Uint8Array.from({ length: 64 }, () => 97 + below(2));
  needle[63] = 99;
  haystack.set(needle, SIZE - needle.length);
  haystack.fill(99, 0, 64);
  for (let i = 0; i < SIZE - 200; i += 50 + below(50)) haystack[i] = 99;
  const offset = SIZE - needle.length;
  const hash = ops.fastHash(haystack);

  let fired = 0;
  const wrong = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });

  let inFlight = 0;
  let most = 0;
  const ended = (expected) => (result) => {
    inFlight--;
    if (result !== expected) wrong.push(`gave ${result}, not ${expected}`);
  };
  let timer;
  let asynchronous = 0;

  /** All are started before any can end: the copies are made now, and the work begins afterwards. */
  async function timesFired() {
    clearInterval(timer);
    fired = 0;
    const pending = [];
    for (let i = 0; i < calls; i++) {
      most = Math.max(most, ++inFlight);
      pending.push(
        i % 4 === 0
          ? ops.fastHashAsync(haystack).then(ended(hash))
          : ops.fastSearchAsync(haystack, needle).then(ended(offset)),
      );
    }
    timer = setInterval(() => fired++, 5);
    delay.enable();
    const started = performance.now();
    await Promise.all(pending);
    asynchronous = performance.now() - started;
    delay.disable();
    return fired;
  }

  // A busy machine may let this thread sleep while the pool works; a loop that is blocked does not turn the fifth time
  // either.
  let whileAsync = 0;
  for (let attempt = 0; attempt < 5 && whileAsync < calls / 15; attempt++) whileAsync = await timesFired();

  fired = 0;
  const begun = performance.now();
  for (let i = 0; i < calls; i++) {
    const result = i % 4 === 0 ? ops.fastHash(haystack) : ops.fastSearch(haystack, needle);
    if (result !== (i % 4 === 0 ? hash : offset)) wrong.push('a plain call is wrong');
  }
  const synchronous = performance.now() - begun;
  const whileSync = fired;
  clearInterval(timer);

  return {
    backend,
    calls,
    wrong: wrong.slice(0, 5),
    most,
    whileAsync,
    whileSync,
    asynchronous: Math.round(asynchronous),
    synchronous: Math.round(synchronous),
    p50: delay.percentile(50) / 1e6,
    p99: delay.percentile(99) / 1e6,
    max: delay.max / 1e6,
  };
}
