import { describe, expect, it } from 'vitest';
import { inChild } from '../support/child.js';
import { ANSWERS, contenders, stillAnswers } from '../support/contenders.js';
import { failure, thrown } from '../support/outcomes.js';
import { BACKENDS, loadStringOpsSync, requireHere } from '../support/package.js';

const PAGE = 65536;
const MAXIMUM_PAGES = 256;
const LIMIT = MAXIMUM_PAGES * PAGE;

/** Bytes of UTF-8 that the inputs of one call may have. */
const ROOM = LIMIT - PAGE;

const exactFits = [
  ['ASCII', 'x'.repeat(ROOM)],
  ['two-byte characters', 'é'.repeat(ROOM / 2)],
  ['three-byte characters', '世'.repeat(ROOM / 3)],
  ['four-byte characters', '🚀'.repeat(ROOM / 4)],
  ['lone surrogates', '\udc00'.repeat(ROOM / 3)],
  ['ASCII, then others', `${'x'.repeat(ROOM - 300)}${'世'.repeat(100)}`],
  ['bytes', Buffer.alloc(ROOM, 1)],
  ['shared bytes', new Uint8Array(new SharedArrayBuffer(ROOM))],
];

describe.each(contenders)('the limit on $name', ({ create }) => {
  const ops = create({ maximumPages: MAXIMUM_PAGES });
  const roomy = create();

  /** A refusal, with what it says. */
  const expectRefusal = (call, needed) => {
    const error = thrown(call);
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed, limit: LIMIT });
    expect(error.message).toContain(`need ${needed} bytes`);
    expect(error.message).toContain(`limit is ${LIMIT} bytes`);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  };

  it.each(exactFits)('lets through what just fits: %s', (_, input) => {
    expect(ops.fastHash(input)).toBe(roomy.fastHash(input));
    expect(ops.fastCompare(input, '')).toBe(1);
    expect(ops.fastCompare('', input)).toBe(-1);
    expect(ops.fastSearch(input, '')).toBe(0);
    expect(ops.fastSearch('', input)).toBe(-1);
  });

  it.each(exactFits)('refuses one byte more, wherever it is: %s', (_, input) => {
    expectRefusal(() => ops.fastCompare(input, 'x'), LIMIT + 1);
    expectRefusal(() => ops.fastCompare(Uint8Array.of(1), input), LIMIT + 1);
    expectRefusal(() => ops.fastSearch(input, 'x'), LIMIT + 1);
    expectRefusal(() => ops.fastSearch('é', input), LIMIT + 2);
    if (typeof input === 'string') expectRefusal(() => ops.fastHash(`${input}x`), LIMIT + 1);
  });

  it('counts both inputs', () => {
    const half = 'x'.repeat(ROOM / 2);
    expect(ops.fastCompare(half, `${half.slice(1)}y`)).toBe(-1);
    expectRefusal(() => ops.fastCompare(half, `${half}y`), LIMIT + 1);
    expectRefusal(() => ops.fastSearch(Buffer.alloc(ROOM / 2 + 1), half), LIMIT + 1);
  });

  it('holds where no memory would have been needed', () => {
    const bytes = Buffer.alloc(ROOM + 1, 0x61);
    expectRefusal(() => ops.fastHash(bytes), LIMIT + 1);
    expectRefusal(() => ops.fastHash(bytes, 5), LIMIT + 1);
    expectRefusal(() => ops.fastSearch('a'.repeat(ROOM), 'a'), LIMIT + 1);
    expectRefusal(() => ops.fastCompare(bytes, 'b'), LIMIT + 2);
    expectRefusal(() => ops.fastCompare(bytes, bytes), LIMIT + bytes.length + 1);
  });

  it('does not hold for a string and itself', () => {
    const long = 'x'.repeat(2 * ROOM);
    expect(ops.fastCompare(long, long)).toBe(0);
  });

  it('comes after the types', () => {
    const long = 'x'.repeat(2 * ROOM);
    expect(failure(() => ops.fastHash(long, 'seed'))?.code).toBe('ERR_INVALID_ARG_TYPE');
    expect(failure(() => ops.fastHash(long, -1))?.code).toBe('ERR_OUT_OF_RANGE');
    expect(failure(() => ops.fastCompare(long, 1))?.code).toBe('ERR_INVALID_ARG_TYPE');
    expect(failure(() => ops.fastSearch(long, null))?.code).toBe('ERR_INVALID_ARG_TYPE');
  });
});

describe.each(contenders)('growth on $name', ({ create }) => {
  it('makes room for what is larger than the memory was', () => {
    const ops = create();
    for (const [text, at] of [
      ['x', 1],
      ['é', 2],
      ['世', 3],
      ['🚀', 4],
      ['\ud800', 3],
    ]) {
      const times = 6_000_000;
      const haystack = `${text.repeat(times)}needle`;
      expect(ops.fastSearch(haystack, 'needle'), text).toBe(times * at);
      expect(ops.fastCompare(haystack, `${haystack}!`), text).toBe(-1);
      expect(stillAnswers(ops)).toEqual(ANSWERS);
    }
    const bytes = Buffer.alloc(40_000_000, 7);
    bytes[bytes.length - 1] = 8;
    expect(ops.fastSearch(bytes, Uint8Array.of(7, 8))).toBe(bytes.length - 2);
  });
});

describe('what takes memory of the engine', () => {
  const { MemoryLimit } = requireHere('../../lib/operations/memory-limit.js');
  const within = (operation) => thrown(() => new MemoryLimit(256).within(operation, 'abc'));

  it('is refused with the figures and the cause', () => {
    const error = within(() => new Uint8Array(2 ** 53));
    expect(error).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed: 65539, limit: 256 * 65536 });
    expect(error.cause).toBeInstanceOf(RangeError);
  });

  it('is not blamed for a stack that is used up, nor for anything else', () => {
    const dive = () => dive() + 1;
    const error = within(dive);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.code).toBeUndefined();
    expect(within(() => null.x)).toBeInstanceOf(TypeError);
  });
});

describe('millions of offsets', () => {
  it.each(BACKENDS)('do not take the heap of the engine on %s', (backend) => {
    const { value } = inChild(
      `
      const ops = await pkg.loadStringOps({ backend: '${backend}' });
      return ops.fastSearchAll('a'.repeat(8_000_000), 'a').length;
    `,
      { flags: ['--max-old-space-size=64'] },
    );
    expect(value).toBe(8_000_000);
  });
});

describe('hundreds of megabytes', () => {
  it.each(BACKENDS)('on %s', (backend) => {
    const { value } = inChild(`
      const ops = await pkg.loadStringOps({ backend: '${backend}' });
      const text = 'x'.repeat(300_000_000) + 'needle';
      const bytes = Buffer.alloc(300_000_000, 'x');
      return {
        found: ops.fastSearch(text, 'needle'),
        same: ops.fastHash(text) === ops.fastHash('needle', ops.fastHash(bytes)),
        order: ops.fastCompare(text, bytes),
        after: ops.fastHash('foobar'),
      };
    `);
    expect(value).toEqual({ found: 300_000_000, same: true, order: 1, after: 0xbf9cf968 });
  });
});

describe.each(contenders)('a string and an array that together just fit, on $name', ({ create }) => {
  it.each([5000, 262_144, 300_000])('%i bytes of array', (size) => {
    const ops = create({ maximumPages: 256 });
    const text = 'a'.repeat(255 * 65536 - size);
    const array = Buffer.alloc(size, 97);
    expect(ops.fastCompare(text, array)).toBe(1);
    expect(ops.fastCompare(array, text)).toBe(-1);
    expect(ops.fastSearch(text, array)).toBe(0);
    expect(thrown(() => ops.fastCompare(`${text}a`, array)).code).toBe('ERR_STRINGOPS_MEMORY');
  });
});

describe.each(contenders)('shared bytes beside a string, on $name', ({ create }) => {
  it.each([987_137, 1_048_577, 3_000_001])('%i of them', (size) => {
    const ops = create();
    const shared = new Uint8Array(new SharedArrayBuffer(size));
    for (const text of ['x'.repeat(127), 'é'.repeat(200), 'short']) {
      expect(ops.fastCompare(shared, text)).toBe(-1);
      expect(ops.fastSearch(shared, text)).toBe(-1);
      expect(ops.fastSearch(text, shared)).toBe(-1);
    }
  });
});

const KEYS = ['bytes', 'heldBytes', 'maximumBytes', 'maximumPages', 'pages', 'peakBytes', 'timesGrown'];

describe.each(BACKENDS)('the memory of %s', (backend) => {
  const isJavaScript = backend === 'javascript';

  it('has the same keys everywhere, and is a new plain object each time', () => {
    const ops = loadStringOpsSync({ backend, maximumPages: 1000 });
    const { memory } = ops;
    expect(Object.keys(memory).sort()).toEqual(KEYS);
    expect(Object.getPrototypeOf(memory)).toBe(Object.prototype);
    expect(ops.memory).not.toBe(memory);
    expect(memory).toMatchObject({ maximumPages: 1000, maximumBytes: 1000 * PAGE, heldBytes: 0, timesGrown: 0 });
    expect(memory.pages).toBe(Math.ceil(memory.bytes / PAGE));
    expect(memory.bytes === 0).toBe(isJavaScript);
  });

  it.skipIf(isJavaScript)('tells that it has grown, and gives back on request', () => {
    const ops = loadStringOpsSync({ backend });
    const before = ops.memory;
    ops.fastHash('é'.repeat(15_000_000));
    const grown = ops.memory;
    expect(grown.timesGrown).toBe(1);
    expect(grown.bytes).toBeGreaterThan(30_000_000);
    expect(grown.peakBytes).toBe(grown.bytes);
    const { trim } = ops;
    expect(trim()).toBe(undefined);
    expect(ops.memory).toEqual({ ...before, peakBytes: grown.peakBytes, timesGrown: 1 });
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it.skipIf(isJavaScript)('does not keep what is past the retention limit', () => {
    const ops = loadStringOpsSync({ backend });
    const before = ops.memory;
    ops.fastHash('é'.repeat(50_000_000));
    expect(ops.memory.bytes).toBe(before.bytes);
    expect(ops.memory.peakBytes).toBeGreaterThan(100_000_000);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
    const large = loadStringOpsSync({ backend, initialPages: 2000 });
    large.fastHash('é'.repeat(50_000_000));
    expect(stillAnswers(large)).toEqual(ANSWERS);
  });

  it('gives 500 MB back to the system', () => {
    const { value } = inChild(
      `
        const ops = await pkg.loadStringOps({ backend: '${backend}' });
        ops.fastHash('warm');
        // The engine releases memory in threads of its own, in its own time; what is kept is still there after a
        // hundred collections.
        const settle = async (most) => {
          let rss = Infinity;
          for (let i = 0; i < 5 || (i < 100 && rss >= most); i++) {
            gc();
            await new Promise((done) => setTimeout(done, 20));
            rss = process.memoryUsage().rss;
          }
          return rss;
        };
        const before = await settle(Infinity);
        (() => {
          const text = 'é'.repeat(250_000_000);
          ops.fastHash(text);
        })();
        const after = await settle(before + (100 << 20));
        return { extra: after - before, answer: ops.fastHash('foobar'), bytes: ops.memory.bytes };
      `,
      { flags: ['--expose-gc'] },
    );
    expect(value.answer).toBe(0xbf9cf968);
    expect(value.bytes).toBeLessThanOrEqual(16 << 20);
    expect(value.extra).toBeLessThan(100 << 20);
  });

  it('goes on working after an input past the limit', () => {
    const ops = loadStringOpsSync({ backend, maximumPages: 512 });
    const before = ops.memory;
    const error = thrown(() => ops.fastHash('é'.repeat(256 * PAGE)));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code: 'ERR_STRINGOPS_MEMORY', needed: 513 * PAGE, limit: 512 * PAGE });
    expect(ops.memory.bytes).toBe(before.bytes);
    expect(stillAnswers(ops)).toEqual(ANSWERS);
  });

  it('can be looked into', () => {
    const { memory, inspectMemory } = loadStringOpsSync({ backend });
    const length = Math.min(64, memory.bytes);
    const seen = inspectMemory(0, length);
    expect(Object.keys(seen)).toEqual(['offset', 'length', 'hex', 'text']);
    expect(seen).toMatchObject({ offset: 0, length });
    expect(seen.hex).toMatch(isJavaScript ? /^$/ : /^([0-9a-f]{2} ){63}[0-9a-f]{2}$/);
    expect(inspectMemory(memory.bytes, 0)).toEqual({ offset: memory.bytes, length: 0, hex: '', text: '' });
  });

  it.skipIf(isJavaScript)('shows the inputs of the latest call', () => {
    const ops = loadStringOpsSync({ backend });
    ops.fastHash('wörld '.repeat(100));
    const { hex, text } = ops.inspectMemory(61440, 9);
    expect({ hex, text }).toEqual({ hex: '77 c3 b6 72 6c 64 20 77 c3', text: 'wörld w\ufffd' });
    expect(ops.inspectMemory(61440 + 1, 2).text).toBe('ö');
    expect(ops.inspectMemory(ops.memory.bytes - 3, 3).hex).toMatch(/^.. .. ..$/);
  });

  it('refuses what is out of bounds', () => {
    const { memory, inspectMemory } = loadStringOpsSync({ backend });
    const { bytes } = memory;
    for (const [offset, length, name] of [
      [bytes + 1, 0, 'offset'],
      [-1, 0, 'offset'],
      [0.5, 0, 'offset'],
      [Number.NaN, 0, 'offset'],
      [2 ** 53, 0, 'offset'],
      [bytes, 1, 'length'],
      [0, bytes + 1, 'length'],
      [0, -1, 'length'],
      [0, Infinity, 'length'],
      [0, 2 ** 20 + 1, 'length'],
    ]) {
      const error = failure(() => inspectMemory(offset, length));
      expect(error).toMatchObject({ class: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
      expect(error.message).toContain(`"${name}"`);
    }
    for (const [offset, length] of [['0', 1], [0, '1'], [0], [], [0n, 1]]) {
      expect(failure(() => inspectMemory(offset, length))).toMatchObject({
        class: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
      });
    }
  });
});
