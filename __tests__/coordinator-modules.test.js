import vm from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { inChild } from './support/child.js';
import { requireHere } from './support/package.js';
import { failure } from './support/thrown.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');

const rejection = (promise) => promise.then(() => undefined, (error) => error);
const codeOf = (promise) => promise.then(() => 'no error', ({ code }) => code);
const create = () => new WASMRuntimeCoordinator();
/** A promise, and what settles it. */
const deferred = () => Promise.withResolvers?.() ?? (() => {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
})();
const turn = () => new Promise((resolve) => setImmediate(resolve));
const results = (outcomes) => outcomes.map(({ result }) => result);

class Base {
  inherited() {
    return this.value;
  }
}
class Counter extends Base {
  value = 7;
  #secret = 35;
  own = () => this.value;
  method(more) {
    return this.value + this.#secret + more;
  }
  get accessor() {
    return () => this.value;
  }
  get number() {
    return 1;
  }
  static create() {
    return new Counter();
  }
}

describe('registerModule', () => {
  it.each([
    ['an object', () => ({ f: (x) => x + 1 })],
    ['a loader', () => () => ({ f: (x) => x + 1 })],
    ['an async loader', () => async () => ({ f: async (x) => x + 1 })],
    ['an object without a prototype', () => Object.assign(Object.create(null), { f: (x) => x + 1 })],
    ['an object of another realm', () => vm.runInNewContext('({ f: (x) => x + 1 })')],
    ['a module of the engine', () => () => import('data:text/javascript,export const f = (x) => x + 1')],
    ['a function with functions', () => () => Object.assign(() => {}, { f: (x) => x + 1 })],
    ['getters, as compilers export', () => Object.defineProperty({}, 'f', { enumerable: true, get: () => (x) => x + 1 })],
  ])('takes %s', async (_, make) => {
    const coordinator = create();
    expect(coordinator.registerModule('mine', make())).toBe(coordinator);
    expect(await coordinator.execute('mine', 'f', 1)).toEqual({ result: 2, accelerated: false, method: 'javascript' });
    expect(await rejection(coordinator.execute('mine', 'g'))).toMatchObject({
      code: 'ERR_STRINGOPS_UNKNOWN_OPERATION',
      available: ['f'],
      message: "The module 'mine' has no operation 'g'; its operations are 'f'",
    });
  });

  it("keeps a class instance's this, and knows its operations", async () => {
    const coordinator = create().registerModule('counter', () => new Counter());
    const call = async (...args) => (await coordinator.execute('counter', ...args)).result;
    expect(await call('method', 0)).toBe(42);
    expect([await call('inherited'), await call('own'), await call('accessor')]).toEqual([7, 7, 7]);
    expect((await rejection(call('number'))).available).toEqual(['own', 'method', 'accessor', 'inherited']);
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'isPrototypeOf', 'value']) {
      expect(await codeOf(call(name))).toBe('ERR_STRINGOPS_UNKNOWN_OPERATION');
    }
  });

  it('takes static methods for operations, and nothing that every function has', async () => {
    const coordinator = create().registerModule('statics', async () => Counter);
    expect((await coordinator.execute('statics', 'create')).result).toBeInstanceOf(Counter);
    for (const name of ['call', 'apply', 'bind', 'prototype', 'name', 'toString', 'constructor']) {
      expect(await codeOf(coordinator.execute('statics', name))).toBe('ERR_STRINGOPS_UNKNOWN_OPERATION');
    }
  });

  it("an object's own toString is an operation of its own", async () => {
    const coordinator = create().registerModule('mine', { toString: () => 'mine' });
    expect((await coordinator.execute('mine', 'toString')).result).toBe('mine');
  });

  it.each([
    ['a name that is no string', 1, { f() {} }, undefined, 'ERR_INVALID_ARG_TYPE'],
    ['no name', undefined, { f() {} }, undefined, 'ERR_INVALID_ARG_TYPE'],
    ['a symbol', Symbol('s'), { f() {} }, undefined, 'ERR_INVALID_ARG_TYPE'],
    ['an empty name', '', { f() {} }, undefined, 'ERR_INVALID_ARG_VALUE'],
    ['a name that is taken', 'stringOps', { f() {} }, undefined, 'ERR_STRINGOPS_MODULE_EXISTS'],
    ['no loader', 'x', undefined, undefined, 'ERR_INVALID_ARG_TYPE'],
    ['null', 'x', null, undefined, 'ERR_INVALID_ARG_TYPE'],
    ['a path', 'x', './x.js', undefined, 'ERR_INVALID_ARG_TYPE'],
    ['an object without functions', 'x', { a: 1 }, undefined, 'ERR_INVALID_ARG_TYPE'],
    ['an array', 'x', [() => {}], undefined, 'ERR_INVALID_ARG_TYPE'],
    ['a promise', 'x', Promise.resolve({ f() {} }), undefined, 'ERR_INVALID_ARG_TYPE'],
    ['a revoked proxy', 'x', (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })(), undefined, 'ERR_INVALID_ARG_TYPE'],
    ['options that are none', 'x', { f() {} }, 'wasm', 'ERR_INVALID_ARG_TYPE'],
    ['an unknown option', 'x', { f() {} }, { methods: 'wasm' }, 'ERR_INVALID_ARG_VALUE'],
    ['an unknown method', 'x', { f() {} }, { method: 'gpu' }, 'ERR_INVALID_ARG_VALUE'],
    ['a method of the wrong type', 'x', { f() {} }, { method: 1 }, 'ERR_INVALID_ARG_TYPE'],
    ['a hook of the wrong type', 'x', { f() {} }, { dispose: true }, 'ERR_INVALID_ARG_TYPE'],
  ])('refuses %s', (_, name, loader, options, code) => {
    const coordinator = create();
    expect(failure(() => coordinator.registerModule(name, loader, options)).code).toBe(code);
    expect(failure(() => coordinator.getModule('x')).code).toBe('ERR_STRINGOPS_UNKNOWN_MODULE');
  });

  it.each(['__proto__', 'constructor', 'a b', '\u0000', 'x'.repeat(10_000)])('takes any other name, as %j', async (name) => {
    const coordinator = create().registerModule(name, { f: () => 1 });
    expect((await coordinator.execute(name, 'f')).result).toBe(1);
    const report = JSON.parse(JSON.stringify(coordinator.performanceMonitor.getReport()));
    expect(Object.getOwnPropertyDescriptor(report.modules, name).value.operations.f.calls).toBe(1);
    const { message } = await rejection(coordinator.execute(name, 'g'));
    expect(message.length).toBeLessThan(200);
    expect(coordinator.performanceMonitor.formatReport()).not.toContain('\u0000');
  });

  it.each([
    ['wasm', true],
    ['native', true],
    ['javascript', false],
  ])('says the method %s', async (method, accelerated) => {
    const coordinator = create()
      .registerModule('said', { f: () => 1 }, { method })
      .registerModule('asked', () => ({ f: () => 1, kind: method }), { method: ({ kind }) => kind });
    for (const name of ['said', 'asked']) {
      expect(await coordinator.execute(name, 'f')).toEqual({ result: 1, accelerated, method });
    }
  });

  it('refuses a method that is none when the module is loaded', async () => {
    const coordinator = create().registerModule('x', { f: () => 1 }, { method: () => 'gpu' });
    expect(await codeOf(coordinator.execute('x', 'f'))).toBe('ERR_INVALID_RETURN_VALUE');
    expect(coordinator.getModule('x')).toBe(null);
  });
});

describe('loadModule', () => {
  it('is lazy, cached and one flight', async () => {
    const gate = deferred();
    const loader = vi.fn(async () => {
      await gate.promise;
      return { f: (x) => x };
    });
    const coordinator = create().registerModule('mine', loader);
    await coordinator.initialize();
    expect(loader).not.toHaveBeenCalled();
    expect(coordinator.getModule('mine')).toBe(null);
    const calls = Array.from({ length: 200 }, (_, i) => coordinator.execute('mine', 'f', i));
    const loads = Array.from({ length: 200 }, () => coordinator.loadModule('mine'));
    await turn();
    expect(loader).toHaveBeenCalledTimes(1);
    expect(coordinator.getModule('mine')).toBe(null);
    gate.resolve();
    expect(results(await Promise.all(calls))).toEqual(calls.map((_, i) => i));
    const module = coordinator.getModule('mine');
    expect(await Promise.all(loads)).toEqual(loads.map(() => module));
    expect(await coordinator.loadModule('mine')).toBe(module);
    expect(loader).toHaveBeenCalledTimes(1);
  });

  it('runs calls in the order in which they came, while it loads and after', async () => {
    const order = [];
    const gate = deferred();
    const coordinator = create().registerModule('mine', () => gate.promise);
    const first = Array.from({ length: 5 }, (_, i) => coordinator.execute('mine', 'f', i));
    // Microtasks of others run between the end of the load and the calls that wait for it.
    gate.promise.then(() => coordinator.execute('mine', 'f', 'late'));
    let chain = gate.promise;
    for (let i = 0; i < 8; i++) chain = chain.then(() => void coordinator.execute('mine', 'f', `later ${i}`));
    gate.resolve({ f: async (x) => void order.push(x) });
    await Promise.all([...first, chain]);
    await turn();
    expect(order).toEqual([0, 1, 2, 3, 4, 'late', ...Array.from({ length: 8 }, (_, i) => `later ${i}`)]);
  });

  it('calls a loaded module before execute returns', async () => {
    let ran = false;
    const coordinator = create().registerModule('mine', { f: () => (ran = true) });
    await coordinator.loadModule('mine');
    const promise = coordinator.execute('mine', 'f');
    expect(ran).toBe(true);
    await promise;
  });

  it('does not keep a load that failed; the error is the same object for all who wait', async () => {
    const trouble = new Error('no network');
    let attempts = 0;
    const coordinator = create().registerModule('mine', () => {
      if (++attempts === 1) throw trouble;
      return { f: () => 'ok' };
    });
    const errors = await Promise.all([
      rejection(coordinator.execute('mine', 'f')),
      rejection(coordinator.loadModule('mine')),
      rejection(coordinator.execute('mine', 'nope')),
    ]);
    expect(errors).toEqual([trouble, trouble, trouble]);
    for (const error of errors) expect(error).toBe(trouble);
    expect(coordinator.getModule('mine')).toBe(null);
    expect((await coordinator.health()).modules.mine).toEqual({ state: 'registered', method: null, error: 'no network' });
    expect((await coordinator.execute('mine', 'f')).result).toBe('ok');
    expect(attempts).toBe(2);
    expect(coordinator.performanceMonitor.getReport().modules.mine).toMatchObject({ loads: 1, loadErrors: 1 });
    expect((await coordinator.health()).modules.mine).toEqual({ state: 'loaded', method: 'javascript', error: null });
  });

  it.each([undefined, null, 0, '', 'text', Symbol('s'), {}, [], [() => {}], () => {}, new Date(0).getTime(), { a: 1 }])(
    'refuses a loader that gives %o',
    async (garbage) => {
      for (const loader of [() => garbage, async () => garbage]) {
        const coordinator = create().registerModule('mine', loader);
        const error = await rejection(coordinator.execute('mine', 'f'));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.code).toBe('ERR_INVALID_RETURN_VALUE');
        expect(error.message).toMatch(/^The loader of the module 'mine' must return an object of functions\. Received /);
        expect(coordinator.getModule('mine')).toBe(null);
      }
    },
  );

  it('lets a loader use the coordinator', async () => {
    const coordinator = create();
    coordinator.registerModule('base', async () => ({ two: () => 2 }));
    coordinator.registerModule('mine', async () => {
      await coordinator.initialize();
      coordinator.registerModule('late', { three: () => 3 });
      const { result: hash } = await coordinator.execute('stringOps', 'fastHash', 'foobar');
      const { result: two } = await coordinator.execute('base', 'two');
      return { sum: () => hash + two };
    });
    expect((await coordinator.execute('mine', 'sum')).result).toBe(0xbf9cf968 + 2);
    expect((await coordinator.execute('late', 'three')).result).toBe(3);
  });

  it.each([
    ['before its first await', (ask) => ask()],
    ['after an await', async (ask) => { await turn(); return ask(); }],
  ])('refuses a loader that waits for itself, %s', async (_, when) => {
    for (const ask of [
      (coordinator) => coordinator.loadModule('mine'),
      (coordinator) => coordinator.execute('mine', 'f'),
      (coordinator) => coordinator.unloadModule('mine'),
      (coordinator) => coordinator.dispose(),
    ]) {
      const coordinator = create();
      coordinator.registerModule('mine', () => when(() => ask(coordinator)));
      expect(await rejection(coordinator.execute('mine', 'f'))).toMatchObject({
        code: 'ERR_STRINGOPS_CYCLE',
        module: 'mine',
        message: "The loader of the module 'mine' would wait for its own end",
      });
    }
  });

  it('refuses loaders that wait for each other, whoever began', async () => {
    for (const start of [['a'], ['b'], ['a', 'b', 'c'], ['c', 'b']]) {
      const coordinator = create();
      const needs = (name) => async () => {
        await turn();
        const module = await coordinator.loadModule(name);
        return { f: () => module };
      };
      coordinator.registerModule('a', needs('b')).registerModule('b', needs('c')).registerModule('c', needs('a'));
      const codes = await Promise.all(start.map((name) => codeOf(coordinator.loadModule(name))));
      expect(codes).toEqual(start.map(() => 'ERR_STRINGOPS_CYCLE'));
    }
  });

  it('refuses a loader that waits for the next life of its own module', async () => {
    const coordinator = create();
    const begun = deferred();
    const gate = deferred();
    let inner;
    coordinator.registerModule('mine', async () => {
      if (inner !== undefined) return { f: () => 'second' };
      begun.resolve();
      await gate.promise;
      inner = await codeOf(coordinator.loadModule('mine'));
      return { f: () => 'first' };
    });
    const first = coordinator.execute('mine', 'f');
    await begun.promise;
    const unloaded = coordinator.unloadModule('mine');
    gate.resolve();
    expect((await first).result).toBe('first');
    expect(await unloaded).toBe(true);
    expect(inner).toBe('ERR_STRINGOPS_CYCLE');
    expect((await coordinator.execute('mine', 'f')).result).toBe('second');
  });

  it('a dependency that two share is no cycle', async () => {
    const coordinator = create();
    coordinator.registerModule('base', async () => { await turn(); return { f: () => 1 }; });
    const onBase = async () => { await coordinator.loadModule('base'); return { f: () => 2 }; };
    coordinator.registerModule('left', onBase).registerModule('right', onBase);
    coordinator.registerModule('top', async () => {
      await Promise.all([coordinator.loadModule('left'), coordinator.loadModule('right')]);
      return { f: () => 3 };
    });
    expect((await coordinator.execute('top', 'f')).result).toBe(3);
  });

  it('leaves no context behind that slows promises', () => {
    const { value } = inChild(`
      const coordinator = new pkg.WASMRuntimeCoordinator();
      coordinator.registerModule('mine', async () => ({ f: async () => coordinator.loadModule('other') }));
      coordinator.registerModule('other', async () => { await coordinator.loadModule('stringOps'); return { g() {} }; });
      await coordinator.execute('mine', 'f');
      const hooks = require('node:async_hooks');
      return { inLoader: hooks.executionAsyncId() > 0 && hooks.triggerAsyncId() > 0, report: coordinator.performanceMonitor.getReport().modules.other.loads };
    `);
    expect(value.report).toBe(1);
    // With promise hooks on, every continuation has an id of its own; without, it is 0.
    expect(value.inLoader).toBe(false);
  });
});

describe('errors of operations', () => {
  it.each([new Error('plain'), Object.assign(new RangeError('coded'), { code: 'E_MINE' }), 'a string', undefined, null, 0])(
    'reach the caller as they are: %o',
    async (trouble) => {
      const coordinator = create().registerModule('mine', {
        thrown() {
          throw trouble;
        },
        rejected: async () => {
          throw trouble;
        },
        thenable: () => ({ then: (_, reject) => reject(trouble) }),
      });
      for (const operation of ['thrown', 'rejected', 'thenable']) {
        for (let round = 0; round < 2; round++) {
          const outcome = await coordinator.execute('mine', operation).then(() => ({}), (error) => ({ error }));
          expect(outcome).toHaveProperty('error');
          expect(outcome.error).toBe(trouble);
        }
      }
      expect((await coordinator.performanceMonitor.getReport()).errors).toBe(6);
    },
  );

  it('a getter that throws is an error of the call', async () => {
    const trouble = new Error('getter');
    const coordinator = create().registerModule('mine', { f: () => 1, get bad() { throw trouble; } });
    expect(await rejection(coordinator.execute('mine', 'bad'))).toBe(trouble);
    expect((await rejection(coordinator.execute('mine', 'none'))).available).toEqual(['f']);
  });
});

describe('unloadModule', () => {
  it('forgets the module, keeps the registration', async () => {
    let made = 0;
    const disposed = [];
    const coordinator = create().registerModule('mine', () => ({ id: ++made, f() { return this.id; } }), {
      dispose: async ({ id }) => { await turn(); disposed.push(id); },
    });
    expect(await coordinator.unloadModule('mine')).toBe(false);
    expect((await coordinator.execute('mine', 'f')).result).toBe(1);
    const unloads = [coordinator.unloadModule('mine'), coordinator.unloadModule('mine')];
    expect(coordinator.getModule('mine')).toBe(null);
    const again = coordinator.execute('mine', 'f').then(({ result }) => ({ result, disposed: [...disposed] }));
    expect(await Promise.all(unloads)).toEqual([true, true]);
    expect(disposed).toEqual([1]);
    // The second life begins when the first has ended.
    expect(await again).toEqual({ result: 2, disposed: [1] });
    expect(await coordinator.unloadModule('mine')).toBe(true);
    expect(disposed).toEqual([1, 2]);
  });

  it('while a load is in flight: those who waited are served first', async () => {
    const gates = [deferred(), deferred()];
    const events = [];
    let lives = 0;
    const coordinator = create().registerModule('mine', async () => {
      const life = lives++;
      await gates[life].promise;
      return { f: () => { events.push(`call ${life}`); return life; } };
    }, { dispose: () => void events.push('disposed') });
    const before = [coordinator.execute('mine', 'f'), coordinator.execute('mine', 'f')];
    const unloaded = coordinator.unloadModule('mine');
    const after = coordinator.execute('mine', 'f');
    await turn();
    expect(lives).toBe(1);
    gates[0].resolve();
    expect(results(await Promise.all(before))).toEqual([0, 0]);
    expect(await unloaded).toBe(true);
    expect(events).toEqual(['call 0', 'call 0', 'disposed']);
    gates[1].resolve();
    expect((await after).result).toBe(1);
  });

  it('while a load fails: there was nothing', async () => {
    const gate = deferred();
    const coordinator = create().registerModule('mine', () => gate.promise);
    const call = rejection(coordinator.execute('mine', 'f'));
    const unloaded = coordinator.unloadModule('mine');
    const trouble = new Error('late');
    gate.reject(trouble);
    expect(await call).toBe(trouble);
    expect(await unloaded).toBe(false);
  });

  it('waits for calls that run', async () => {
    const gate = deferred();
    const events = [];
    const coordinator = create().registerModule('mine', () => ({
      slow: async () => { await gate.promise; events.push('done'); },
      quick: () => 1,
    }), { dispose: () => void events.push('disposed') });
    await coordinator.loadModule('mine');
    const running = [coordinator.execute('mine', 'slow'), coordinator.execute('mine', 'slow')];
    const unloaded = coordinator.unloadModule('mine');
    await turn();
    expect(events).toEqual([]);
    gate.resolve();
    await Promise.all(running);
    await unloaded;
    expect(events).toEqual(['done', 'done', 'disposed']);
  });

  it('rejects with what the hook threw, and has unloaded all the same', async () => {
    const trouble = new Error('hook');
    let made = 0;
    const coordinator = create().registerModule('mine', () => ({ f: () => ++made }), {
      dispose() {
        throw trouble;
      },
    });
    await coordinator.loadModule('mine');
    expect(await rejection(coordinator.unloadModule('mine'))).toBe(trouble);
    expect(coordinator.getModule('mine')).toBe(null);
    expect((await coordinator.execute('mine', 'f')).result).toBe(1);
  });

  it('calls the hook of the protocol of what a loader gave, and none of an object', async () => {
    const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
    const asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');
    const events = [];
    const coordinator = create()
      .registerModule('sync', () => ({ f() {}, [dispose]() { events.push(['sync', this !== undefined]); } }))
      .registerModule('async', () => ({ f() {}, [dispose]() { events.push('wrong'); }, async [asyncDispose]() { await turn(); events.push('async'); } }))
      .registerModule('object', { f() {}, [dispose]() { events.push('wrong'); } });
    for (const name of ['sync', 'async', 'object']) {
      await coordinator.loadModule(name);
      expect(await coordinator.unloadModule(name)).toBe(true);
    }
    expect(events).toEqual([['sync', true], 'async']);
  });

  it('stringOps can be unloaded and loaded', async () => {
    const coordinator = new WASMRuntimeCoordinator({ backend: 'native' });
    const first = await coordinator.loadModule('stringOps');
    expect(await coordinator.unloadModule('stringOps')).toBe(true);
    expect(coordinator.getModule('stringOps')).toBe(null);
    expect((await coordinator.execute('stringOps', 'fastHash', 'foobar')).result).toBe(0xbf9cf968);
    expect(coordinator.getModule('stringOps')).not.toBe(first);
    expect(first.fastHash('foobar')).toBe(0xbf9cf968);
  });
});

describe('dispose', () => {
  it('refuses calls from then on, and initialize opens it again', async () => {
    const coordinator = create().registerModule('mine', () => ({ f: () => 1 }));
    await coordinator.execute('mine', 'f');
    const before = coordinator.execute('mine', 'f');
    const disposing = coordinator.dispose();
    expect(await codeOf(coordinator.execute('mine', 'f'))).toBe('ERR_STRINGOPS_DISPOSED');
    await disposing;
    expect((await before).result).toBe(1);
    for (const call of [
      () => coordinator.execute('stringOps', 'fastHash', 'x'),
      () => coordinator.execute('mine', 'f'),
      () => coordinator.loadModule('mine'),
    ]) {
      expect(await codeOf(call())).toBe('ERR_STRINGOPS_DISPOSED');
    }
    expect(await codeOf(coordinator.execute('nope', 'f'))).toBe('ERR_STRINGOPS_UNKNOWN_MODULE');
    expect(coordinator.getModule('mine')).toBe(null);
    expect(await coordinator.unloadModule('mine')).toBe(false);
    expect(await coordinator.health()).toMatchObject({
      status: 'failed', healthy: false, disposed: true, error: { code: 'ERR_STRINGOPS_DISPOSED' },
    });
    coordinator.registerModule('late', { g: () => 2 });
    await coordinator.dispose();
    coordinator.initialize(); // nobody awaits it
    expect((await coordinator.execute('late', 'g')).result).toBe(2);
    expect((await coordinator.execute('mine', 'f')).result).toBe(1);
    expect((await coordinator.health()).status).toBe('ok');
  });

  it('the last word counts', async () => {
    const coordinator = create();
    await Promise.all([coordinator.initialize(), coordinator.dispose(), coordinator.initialize(), coordinator.dispose()]);
    expect(await codeOf(coordinator.execute('stringOps', 'fastHash', 'x'))).toBe('ERR_STRINGOPS_DISPOSED');
    await Promise.all([coordinator.initialize(), coordinator.dispose(), coordinator.initialize()]);
    expect(await codeOf(coordinator.execute('stringOps', 'fastHash', 'x'))).toBe('no error');
  });

  it('calls every hook, and rejects with what they threw', async () => {
    const called = [];
    const hook = (name, trouble) => ({
      dispose() {
        called.push(name);
        if (trouble) throw trouble;
      },
    });
    const [one, two] = [new Error('one'), new Error('two')];
    const coordinator = create()
      .registerModule('a', { f() {} }, hook('a', one))
      .registerModule('b', { f() {} }, hook('b'))
      .registerModule('c', { f() {} }, hook('c', two))
      .registerModule('never loaded', { f() {} }, hook('never'));
    for (const name of ['a', 'b', 'c']) await coordinator.loadModule(name);
    const error = await rejection(coordinator.dispose());
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({ code: 'ERR_STRINGOPS_UNLOAD', errors: [one, two] });
    expect(called.sort()).toEqual(['a', 'b', 'c']);
    await coordinator.dispose();
    await coordinator.initialize();
    await coordinator.loadModule('a');
    expect(await rejection(coordinator.dispose())).toBe(one);
  });

  it('ends an `await using`', async () => {
    const symbol = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');
    const coordinator = create();
    await coordinator.initialize();
    await coordinator[symbol]();
    expect(await codeOf(coordinator.loadModule('stringOps'))).toBe('ERR_STRINGOPS_DISPOSED');
  });

  it('survives a storm', async () => {
    let [alive, most, made] = [0, 0, 0];
    const coordinator = create().registerModule('mine', async () => {
      await turn();
      most = Math.max(most, ++alive);
      made++;
      let open = true;
      return {
        f: async (x) => { await turn(); if (!open) throw new Error('used after its end'); return x; },
        close: () => { open = false; alive--; },
      };
    }, { dispose: (module) => module.close() });
    let seed = 1;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const work = Array.from({ length: 20 }, async (_, worker) => {
      for (let i = 0; i < 40; i++) {
        const dice = random();
        if (dice < 0.1) await coordinator.unloadModule('mine');
        else if (dice < 0.15) { void coordinator.dispose(); await coordinator.initialize(); }
        else {
          const x = `${worker} ${i}`;
          const outcome = await coordinator.execute('mine', 'f', x).catch(({ code, message }) => ({ result: code ?? message }));
          expect([x, 'ERR_STRINGOPS_DISPOSED']).toContain(outcome.result);
        }
      }
    });
    await Promise.all(work);
    await coordinator.dispose();
    expect([alive, most]).toEqual([0, 1]);
    expect(made).toBeGreaterThan(5);
  });
});
