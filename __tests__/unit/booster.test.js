import vm from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { inChild } from '../support/child.js';
import { BACKENDS, requireHere } from '../support/package.js';
import { failure } from '../support/outcomes.js';

// The class of src/booster/wasm-runtime.js: what its callers rely on, and its errors. Its results beside an oracle:
// booster-properties.test.js.
const { WASMRuntime } = requireHere('../../index.js');

const found = async (runtime, ...args) => {
  const { results } = await runtime.acceleratedRegexMatch(...args);
  return results.map(({ pattern, matches }) => [pattern, ...matches]);
};

describe('a scan', () => {
  it('says what it found, and how', async () => {
    const runtime = new WASMRuntime();
    const { executionTime, ...scan } = await runtime.acceleratedRegexMatch('Eval(eval(x)) key', [
      'eval\\s*\\(',
      /nothing/,
      /KEY/i,
    ]);
    expect(scan).toStrictEqual({
      results: [
        { pattern: 'eval\\s*\\(', matches: ['Eval(', 'eval('], count: 2 },
        { pattern: 'KEY', matches: ['key'], count: 1 },
      ],
      totalMatches: 3,
      patternsMatched: 2,
      patternsTotal: 3,
      speedup: 1,
      fromCache: false,
    });
    expect(executionTime).toBeGreaterThan(0);
  });

  it('keeps the order of the list, and gives twice what is there twice', async () => {
    const runtime = new WASMRuntime();
    expect(await found(runtime, 'a b c', ['c', 'a', /b/, 'a'])).toEqual([
      ['c', 'c'],
      ['a', 'a'],
      ['b', 'b'],
      ['a', 'a'],
    ]);
  });

  it('counts empty matches with g, and gives the whole match alone without', async () => {
    const runtime = new WASMRuntime();
    expect(await found(runtime, 'aé', ['(?:)', 'x*'])).toEqual([
      ['(?:)', '', '', ''],
      ['x*', '', '', ''],
    ]);
    expect(await found(runtime, 'ab ab', [/(a)(b)/, /(?<first>a)b/d, /x*/])).toEqual([
      ['(a)(b)', 'ab'],
      ['(?<first>a)b', 'ab'],
      ['x*', ''],
    ]);
    expect(await found(runtime, '', [/^$/g])).toEqual([['^$', '']]);
    expect((await runtime.acceleratedRegexMatch('abc', [])).results).toEqual([]);
  });

  it('compiles strings with the flags, and lets expressions keep theirs', async () => {
    const runtime = new WASMRuntime();
    expect(await found(runtime, 'A a', ['a', /a/, /a/g], 'g')).toEqual([
      ['a', 'a'],
      ['a', 'a'],
      ['a', 'a'],
    ]);
    expect(await found(runtime, 'A a', ['a', /a/, /a/gi], '')).toEqual([
      ['a', 'a'],
      ['a', 'a'],
      ['a', 'A', 'a'],
    ]);
    expect(await found(runtime, '/\n', ['/', new RegExp('/'), RegExp('')])).toEqual([
      ['/', '/'],
      ['\\/', '/'],
      ['(?:)', ''],
    ]);
  });

  it('starts at 0, also with y, and leaves lastIndex alone', async () => {
    const runtime = new WASMRuntime();
    const patterns = [/a/y, /a/gy, /a/g, Object.freeze(/a/gy)];
    for (const pattern of patterns.slice(0, 3)) pattern.lastIndex = 2;
    for (let i = 0; i < 3; i++) {
      expect(await found(runtime, `aab${i}a`, patterns)).toEqual([
        ['a', 'a'],
        ['a', 'a', 'a'],
        ['a', 'a', 'a', 'a'],
        ['a', 'a', 'a'],
      ]);
    }
    expect(patterns.map(({ lastIndex }) => lastIndex)).toEqual([2, 2, 2, 0]);
    const watched = /a/y;
    watched.lastIndex = { valueOf: () => expect.unreachable('lastIndex was read') };
    expect(await found(runtime, 'a', [watched])).toEqual([['a', 'a']]);
  });

  it('takes expressions of another realm, and of a class below RegExp', async () => {
    const runtime = new WASMRuntime();
    const foreign = vm.runInNewContext('/b+/g');
    expect(foreign instanceof RegExp).toBe(false);
    class Mine extends RegExp {
      exec() {
        return expect.unreachable('the expression itself was run');
      }
    }
    expect(await found(runtime, 'abba b', [foreign, new Mine('a', 'g')])).toEqual([
      ['b+', 'bb', 'b'],
      ['a', 'a', 'a'],
    ]);
  });

  it('takes the flags that an expression was made with, whatever its properties say', async () => {
    class Mine extends RegExp {
      get flags() {
        return 'i';
      }
      get global() {
        return expect.unreachable('a property was read');
      }
    }
    const redefined = Object.defineProperty(/A/, 'ignoreCase', { value: true });
    const bare = Object.setPrototypeOf(/b/gs, null);
    expect(await found(new WASMRuntime(), 'aba b', [new Mine('a', 'g'), redefined, bare])).toEqual([
      ['a', 'a', 'a'],
      ['b', 'b', 'b'],
    ]);
  });

  it('passes on what reading an expression throws', async () => {
    const mine = new Error('mine');
    const get = () => {
      throw mine;
    };
    const guarded = Object.defineProperty(/a/g, Symbol.match, { get });
    await expect(new WASMRuntime().acceleratedRegexMatch('a', [guarded])).rejects.toBe(mine);
    await expect(new WASMRuntime().hasPattern('a', guarded)).rejects.toBe(mine);
  });

  it.each([...'dgimsuvy'])('takes the flag %s', async (flag) => {
    const content = 'b\nA a😀\n';
    for (const source of ['a', '^a', '.', '.$', '^.', '\\u{61}']) {
      const pattern = new RegExp(source, flag);
      const matches = content.match(new RegExp(source, flag));
      const expected = matches === null ? [] : [[source, ...(flag === 'g' ? matches : [matches[0]])]];
      expect(await found(new WASMRuntime(), content, [pattern])).toEqual(expected);
    }
  });

  it('reads its inputs when the call is made', async () => {
    const runtime = new WASMRuntime();
    const pattern = /a/g;
    let reads = 0;
    const list = ['a', pattern];
    Object.defineProperty(list, 2, { configurable: true, get: () => (reads++, 'c') });
    const scan = runtime.acceleratedRegexMatch('a b c', list);
    expect(reads).toBe(1);
    pattern.compile('b', 'g');
    list.length = 0;
    expect((await scan).results.map((one) => one.pattern)).toEqual(['a', 'a', 'c']);
    expect((await scan).patternsTotal).toBe(3);
    const growing = ['a'];
    Object.defineProperty(growing, 0, { get: () => (growing.push('b'), 'a') });
    expect((await runtime.acceleratedRegexMatch('a', growing)).patternsTotal).toBe(1);
  });

  it("gives what is the caller's to change", async () => {
    const runtime = new WASMRuntime();
    const scan = () => runtime.acceleratedRegexMatch('aaa', ['a']);
    for (let i = 0; i < 3; i++) {
      const { results, fromCache } = await scan();
      expect([fromCache, results]).toEqual([i > 0, [{ pattern: 'a', matches: ['a', 'a', 'a'], count: 3 }]]);
      results[0].matches.push('more');
      results[0].count = 7;
      results.push('more');
    }
  });

  it('is awaited by nobody, ten thousand times', async () => {
    const runtime = new WASMRuntime();
    const text = (i) => `agent.spawn ${i % 700} task.assign`;
    const scans = Array.from({ length: 10_000 }, (_, i) =>
      runtime.acceleratedRegexMatch(text(i), [/agent\.\w+/, /\d+/]),
    );
    expect(runtime.metrics.totalExecutions + runtime.metrics.cacheHits).toBe(10_000);
    for (const [i, { results }] of (await Promise.all(scans)).entries()) {
      expect(results.map(({ matches }) => matches[0])).toEqual(['agent.spawn', String(i % 700)]);
    }
    expect(runtime.getMetrics().resultCacheSize).toBe(500);
  });
});

describe('hasPattern', () => {
  it('tells whether there is a match, and counts alike', async () => {
    const runtime = new WASMRuntime();
    expect(await runtime.hasPattern('EVAL', 'eval')).toBe(true);
    expect(await runtime.hasPattern('EVAL', 'eval', '')).toBe(false);
    expect(await runtime.hasPattern('EVAL', /eval/)).toBe(false);
    expect(await runtime.hasPattern('', /^/)).toBe(true);
    await runtime.acceleratedRegexMatch('EVAL', ['eval']);
    const { totalExecutions, cacheHits, cacheMisses } = runtime.getMetrics();
    expect([totalExecutions, cacheHits, cacheMisses]).toEqual([4, 1, 4]);
  });
});

describe('errors', () => {
  const wrong = [
    ['content', [undefined, []], 'ERR_INVALID_ARG_TYPE', '"content"'],
    ['content that is a String object', [Object('a'), []], 'ERR_INVALID_ARG_TYPE', '"content"'],
    ['a list', ['a', 'a'], 'ERR_INVALID_ARG_TYPE', '"patterns"'],
    ['a list that was revoked', ['a', revoked()], 'ERR_INVALID_ARG_TYPE', '"patterns"'],
    ['an element', ['a', ['a', 7]], 'ERR_INVALID_ARG_TYPE', '"patterns[1]"'],
    ['a hole', ['a', [,]], 'ERR_INVALID_ARG_TYPE', '"patterns[0]"'], // eslint-disable-line no-sparse-arrays
    ['the prototype of all', ['a', [RegExp.prototype]], 'ERR_INVALID_ARG_TYPE', '"patterns[0]"'],
    ['a proxy of an expression', ['a', [new Proxy(/a/, {})]], 'ERR_INVALID_ARG_TYPE', '"patterns[0]"'],
    ['flags', ['a', ['a'], null], 'ERR_INVALID_ARG_TYPE', '"flags"'],
  ];
  function revoked() {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  }

  it.each(wrong)('%s of a wrong type', async (_, args, code, name) => {
    const runtime = new WASMRuntime();
    const promise = runtime.acceleratedRegexMatch(...args);
    await expect(promise).rejects.toBeInstanceOf(TypeError);
    await expect(promise).rejects.toMatchObject({ code, message: expect.stringContaining(name) });
    expect(runtime.getMetrics()).toMatchObject({
      totalExecutions: 0,
      cacheHits: 0,
      cacheMisses: 0,
      resultCacheSize: 0,
    });
  });

  it('a bad pattern or bad flags, each time, also after a good call', async () => {
    const runtime = new WASMRuntime();
    for (let i = 0; i < 3; i++) {
      await expect(runtime.acceleratedRegexMatch('a', ['a(', 'a'])).rejects.toBeInstanceOf(SyntaxError);
      for (const flags of ['gg', 'q', 'g/', 'uv', ' g', 'G']) {
        await expect(runtime.acceleratedRegexMatch('a/a', ['a'], flags), flags).rejects.toBeInstanceOf(SyntaxError);
        await expect(runtime.acceleratedRegexMatch('a/a', [/a/], flags), flags).rejects.toBeInstanceOf(SyntaxError);
      }
      expect(await found(runtime, 'a/a', ['a', '/a'], 'g')).toEqual([
        ['a', 'a', 'a'],
        ['/a', '/a'],
      ]);
    }
  });

  it('of the other methods', async () => {
    const runtime = new WASMRuntime();
    const type = (name) => ({ code: 'ERR_INVALID_ARG_TYPE', message: expect.stringContaining(`"${name}"`) });
    await expect(runtime.hasPattern(7, 'a')).rejects.toMatchObject(type('content'));
    await expect(runtime.hasPattern('a', 7)).rejects.toMatchObject(type('pattern'));
    await expect(runtime.hasPattern('a', 'a', 7)).rejects.toMatchObject(type('flags'));
    await expect(runtime.hasPattern('a', '(')).rejects.toBeInstanceOf(SyntaxError);
    await expect(runtime.optimizeCodeFast(7)).rejects.toMatchObject(type('code'));
    await expect(runtime.batchProcessFiles({})).rejects.toMatchObject(type('files'));
    expect(failure(() => runtime.parseASTFast(Buffer.from('a')))).toMatchObject(type('code'));
  });
});

describe('files', () => {
  it('one', async () => {
    const runtime = new WASMRuntime();
    const { processingTime, ast, ...rest } = await runtime.processFileFast({
      name: 'a.js',
      content: 'class Ä {} // 🚀',
    });
    expect(rest).toStrictEqual({ name: 'a.js', size: 16 });
    expect(ast.body).toEqual([{ type: 'ClassDeclaration', name: 'Ä', methods: [] }]);
    expect(processingTime).toBeGreaterThan(0);
  });

  it('in order, and a bad one costs its own entry', async () => {
    const runtime = new WASMRuntime();
    const hostile = Object.defineProperty({ name: 'h' }, 'content', {
      get() {
        throw new Error('not to be read');
      },
    });
    const files = [{ name: 'a', content: '' }, { name: 'b' }, null, hostile, { name: 'c', content: 'for (;;);' }];
    const { results, totalFiles, ...figures } = await runtime.batchProcessFiles(files);
    expect(totalFiles).toBe(5);
    expect(results.map(({ name, size, error, ast }) => [name, size, error, ast?.body.length])).toEqual([
      ['a', 0, undefined, 0],
      ['b', 0, 'The "file.content" property must be a string. Received undefined', undefined],
      [undefined, 0, 'The "file" argument must be an object. Received null', undefined],
      ['h', 0, 'not to be read', undefined],
      ['c', 9, undefined, 1],
    ]);
    expect(Object.keys(results[1])).toEqual(['name', 'size', 'error', 'processingTime']);
    expect(Object.values(figures).every((figure) => Number.isFinite(figure) && figure > 0)).toBe(true);
  });

  it('none at all', async () => {
    const { results, totalFiles, totalTime, ...figures } = await new WASMRuntime().batchProcessFiles([]);
    expect([results, totalFiles]).toEqual([[], 0]);
    expect(totalTime).toBeGreaterThanOrEqual(0);
    expect(figures).toEqual({ filesPerSecond: 0, averageTimePerFile: totalTime });
  });

  it('are read when the call is made', async () => {
    const runtime = new WASMRuntime();
    const files = [{ name: 'a', content: 'class A {}' }];
    const batch = runtime.batchProcessFiles(files);
    files[0].content = '';
    files.push(null);
    expect((await batch).results.map(({ size }) => size)).toEqual([10]);
  });
});

describe('figures', () => {
  it('say what happened', async () => {
    const runtime = new WASMRuntime();
    expect(runtime.getMetrics()).toStrictEqual({
      engine: expect.any(String),
      patternsCached: 0,
      totalExecutions: 0,
      cacheHits: 0,
      cacheMisses: 0,
      cacheHitRate: '0.0%',
      averageExecutionTime: '0.000ms',
      performanceMultiplier: '1.00x',
      resultCacheSize: 0,
      resultCacheBytes: 0,
      outlineCacheBytes: 0,
    });
    const times = [];
    for (const text of ['a', 'b', 'a']) {
      times.push((await runtime.acceleratedRegexMatch(text, ['a', /a/, 'a'])).executionTime);
    }
    const metrics = runtime.getMetrics();
    expect(metrics).toMatchObject({ patternsCached: 2, totalExecutions: 2, cacheHits: 1, cacheMisses: 2 });
    expect(metrics).toMatchObject({ cacheHitRate: '33.3%', resultCacheSize: 2 });
    expect(metrics.averageExecutionTime).toBe(`${((times[0] + times[1]) / 2).toFixed(3)}ms`);
    const multiplier = (times[0] + times[1] + times[0]) / (times[0] + times[1] + times[2]);
    expect(runtime.metrics.performanceMultiplier).toBeCloseTo(multiplier, 9);
    expect(metrics.performanceMultiplier).toBe(`${multiplier.toFixed(2)}x`);
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
  });

  it('of a hit are measured', async () => {
    const runtime = new WASMRuntime();
    const text = 'no match '.repeat(20_000);
    const first = await runtime.acceleratedRegexMatch(text, ['zz|m.tc[^h]']);
    const second = await runtime.acceleratedRegexMatch(text, ['zz|m.tc[^h]']);
    expect([first.speedup, first.fromCache, second.fromCache]).toEqual([1, false, true]);
    expect(second.speedup).toBeCloseTo(first.executionTime / second.executionTime, 9);
  });

  it('are finite where a clock stands still', () => {
    const { value } = inChild(
      `const runtime = new pkg.WASMRuntime();
       const gave = [];
       for (let i = 0; i < 3; i++) gave.push((await runtime.acceleratedRegexMatch('a', ['a'])).speedup);
       const { filesPerSecond, averageTimePerFile } = await runtime.batchProcessFiles([{ name: 'a', content: '' }]);
       return [...gave, runtime.metrics.performanceMultiplier, filesPerSecond, averageTimePerFile];`,
      { flags: ['--import', 'data:text/javascript,performance.now = () => 5;'] },
    );
    expect(value.slice(0, 4).every((figure) => Number.isFinite(figure) && figure > 0)).toBe(true);
    expect(value.slice(4).every(Number.isFinite)).toBe(true);
  });

  it('are not moved by fake timers', async () => {
    const runtime = new WASMRuntime();
    vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'setImmediate', 'queueMicrotask'] });
    try {
      expect((await runtime.acceleratedRegexMatch('a', ['a'])).executionTime).toBeGreaterThan(0);
      expect(await runtime.initialize()).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('of a benchmark', async () => {
    const runtime = new WASMRuntime();
    for (let run = 1; run < 3; run++) {
      const { results, successRate, metrics } = await runtime.benchmarkPerformance();
      expect(successRate).toBe(1);
      expect(metrics).toEqual(runtime.getMetrics());
      expect(metrics).toMatchObject({ totalExecutions: 3 * run, cacheHits: 3 * run, cacheHitRate: '50.0%' });
      for (const { test, firstRunTime, secondRunTime, matchCount, fromCache, speedup, success, ...rest } of results) {
        expect(rest).toEqual({});
        expect(test).not.toBe('');
        expect([firstRunTime, secondRunTime].every((time) => /^\d+\.\d{3}ms$/.test(time))).toBe(true);
        expect(speedup).toMatch(/^\d+\.\d\dx$/);
        expect([matchCount % 100, fromCache, success]).toEqual([0, true, true]);
      }
    }
  });
});

describe('an instance', () => {
  it('is ready when it was initialized, in microtasks', async () => {
    const runtime = new WASMRuntime();
    expect(runtime.wasmInitialized).toBe(false);
    let ready = false;
    runtime.initialize().then((result) => (ready = result));
    expect(runtime.wasmInitialized).toBe(false);
    for (let i = 0; i < 10 && !ready; i++) await null;
    expect([ready, runtime.wasmInitialized]).toEqual([true, true]);
    expect(await runtime.initialize()).toBe(true);
  });

  it('works without, and after it was reset', async () => {
    const runtime = new WASMRuntime();
    await runtime.initialize();
    await runtime.benchmarkPerformance();
    runtime.parseASTFast('class A {}');
    const { metrics } = runtime;
    expect(runtime.reset()).toBe(undefined);
    expect(runtime.getMetrics()).toEqual(new WASMRuntime().getMetrics());
    expect({ ...metrics }).toEqual({ ...new WASMRuntime().metrics });
    expect(runtime.wasmInitialized).toBe(true);
    expect((await runtime.acceleratedRegexMatch('a', ['a'])).fromCache).toBe(false);
    expect(metrics.totalExecutions).toBe(1);
  });

  it('shares nothing with another, and takes properties', async () => {
    const [one, other] = [new WASMRuntime(), new WASMRuntime()];
    await one.acceleratedRegexMatch('a', ['a']);
    one.mine = 1;
    expect(Object.isExtensible(one)).toBe(true);
    expect((await other.acceleratedRegexMatch('a', ['a'])).fromCache).toBe(false);
    expect(one.getMetrics().cacheHits).toBe(0);
    expect(new WASMRuntime().wasmInitialized).toBe(false);
  });

  it('can be of a class below, whose methods are called', async () => {
    class Loud extends WASMRuntime {
      async acceleratedRegexMatch(...args) {
        return super.acceleratedRegexMatch(...args.with(0, args[0].toUpperCase()));
      }
      parseASTFast(code) {
        return { ...super.parseASTFast(code), loud: true };
      }
    }
    const runtime = new Loud();
    expect(await runtime.hasPattern('a', /A/)).toBe(true);
    const { results } = await runtime.batchProcessFiles([{ name: 'a', content: '' }]);
    expect(results[0].ast.loud).toBe(true);
    expect(Object.keys(runtime).sort()).toEqual(['metrics', 'wasmInitialized']);
    const methods = Object.getOwnPropertyNames(WASMRuntime.prototype).filter((name) => name !== 'constructor');
    expect(methods).toEqual([
      'initialize',
      'acceleratedRegexMatch',
      'hasPattern',
      'parseASTFast',
      'processFileFast',
      'batchProcessFiles',
      'optimizeCodeFast',
      'getMetrics',
      'benchmarkPerformance',
      'reset',
    ]);
  });

  it('gives code back as it is', async () => {
    const { executionTime, ...rest } = await new WASMRuntime().optimizeCodeFast('if (false) { 1 + 1 }');
    expect(rest).toStrictEqual({
      originalCode: 'if (false) { 1 + 1 }',
      optimizedCode: 'if (false) { 1 + 1 }',
      optimizations: [],
      performanceMultiplier: 1,
    });
    expect(executionTime).toBeGreaterThan(0);
  });

  it.each(BACKENDS)('prints nothing where the backend is %s', (backend) => {
    const { value, stderr } = inChild(
      `const runtime = new pkg.WASMRuntime();
       await runtime.initialize();
       await runtime.benchmarkPerformance();
       await runtime.batchProcessFiles([{ name: 'a', content: 'class A {}' }, null]);
       await runtime.optimizeCodeFast('');
       runtime.reset();
       return await runtime.hasPattern('eval(', 'eval');`,
      { env: { STRINGOPS_BACKEND: backend } },
    );
    // What it returned is all that was on standard output.
    expect([value, stderr]).toEqual([true, '']);
  });
});
