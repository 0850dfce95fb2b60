import vm from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { inChild } from '../support/child.js';
import { requireHere } from '../support/package.js';
import { UNREADABLE, codeOf, deferred, failure, rejection, turn } from '../support/outcomes.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');

const create = () => new WASMRuntimeCoordinator();
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
    [
      'getters, as compilers export',
      () => Object.defineProperty({}, 'f', { enumerable: true, get: () => (x) => x + 1 }),
    ],
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

  it('takes those of the classes above, whatever they are called', async () => {
    class StaticBase {
      static bind() {
        return 'bind';
      }
      static above() {
        return 'above';
      }
    }
    class Statics extends StaticBase {}
    class ObjectBase {
      isPrototypeOf() {
        return 'mine';
      }
      above() {
        return 'above';
      }
    }
    class Objects extends ObjectBase {}
    const coordinator = create()
      .registerModule('statics', () => Statics)
      .registerModule('objects', new Objects());
    const call = async (...args) => (await coordinator.execute(...args)).result;
    expect([await call('statics', 'above'), await call('statics', 'bind')]).toEqual(['above', 'bind']);
    expect([await call('objects', 'above'), await call('objects', 'isPrototypeOf')]).toEqual(['above', 'mine']);
    expect(await codeOf(coordinator.execute('statics', 'call'))).toBe('ERR_STRINGOPS_UNKNOWN_OPERATION');
    expect(await codeOf(coordinator.execute('objects', 'toString'))).toBe('ERR_STRINGOPS_UNKNOWN_OPERATION');
  });

  it('knows of an operation that the module has no more, or again', async () => {
    const module = { f: () => 1, g: () => 2 };
    const coordinator = create().registerModule('mine', module);
    await coordinator.execute('mine', 'f');
    for (const change of [() => delete module.f, () => (module.f = 5)]) {
      change();
      expect(await rejection(coordinator.execute('mine', 'f'))).toMatchObject({
        code: 'ERR_STRINGOPS_UNKNOWN_OPERATION',
        available: ['g'],
      });
    }
    module.f = () => 3;
    expect((await coordinator.execute('mine', 'f')).result).toBe(3);
    const { refused, operations } = coordinator.performanceMonitor.getReport().modules.mine;
    expect({ refused, f: operations.f }).toMatchObject({ refused: 2, f: { calls: 2, errors: 0 } });
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
    [
      'a revoked proxy',
      'x',
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      })(),
      undefined,
      'ERR_INVALID_ARG_TYPE',
    ],
    ['options that are not an object', 'x', { f() {} }, 'wasm', 'ERR_INVALID_ARG_TYPE'],
    ['an unknown option', 'x', { f() {} }, { methods: 'wasm' }, 'ERR_INVALID_ARG_VALUE'],
    ['an unknown method', 'x', { f() {} }, { method: 'gpu' }, 'ERR_INVALID_ARG_VALUE'],
    ['a method of the wrong type', 'x', { f() {} }, { method: 1 }, 'ERR_INVALID_ARG_TYPE'],
    ['a hook of the wrong type', 'x', { f() {} }, { dispose: true }, 'ERR_INVALID_ARG_TYPE'],
  ])('refuses %s', (_, name, loader, options, code) => {
    const coordinator = create();
    expect(failure(() => coordinator.registerModule(name, loader, options)).code).toBe(code);
    expect(failure(() => coordinator.getModule('x')).code).toBe('ERR_STRINGOPS_UNKNOWN_MODULE');
  });

  it.each(['__proto__', 'constructor', 'a b', '\u0000', 'x'.repeat(10_000)])(
    'takes any other name, as %j',
    async (name) => {
      const coordinator = create().registerModule(name, { f: () => 1 });
      expect((await coordinator.execute(name, 'f')).result).toBe(1);
      const report = JSON.parse(JSON.stringify(coordinator.performanceMonitor.getReport()));
      expect(Object.getOwnPropertyDescriptor(report.modules, name).value.operations.f.calls).toBe(1);
      const { message } = await rejection(coordinator.execute(name, 'g'));
      expect(message.length).toBeLessThan(200);
      expect(coordinator.performanceMonitor.formatReport()).not.toContain('\u0000');
    },
  );

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

  it('refuses an invalid method when the module is loaded', async () => {
    const coordinator = create().registerModule('x', { f: () => 1 }, { method: () => 'gpu' });
    expect(await codeOf(coordinator.execute('x', 'f'))).toBe('ERR_INVALID_RETURN_VALUE');
    expect(coordinator.getModule('x')).toBe(null);
  });
});

describe('loadModule', () => {
  it('is loaded on first use, once, by all who ask at the same time', async () => {
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
    // Other microtasks run between the end of the load and the calls that wait for it.
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
    expect((await coordinator.health()).modules.mine).toEqual({
      state: 'registered',
      method: null,
      error: 'no network',
    });
    expect((await coordinator.execute('mine', 'f')).result).toBe('ok');
    expect(attempts).toBe(2);
    expect(coordinator.performanceMonitor.getReport().modules.mine).toMatchObject({ loads: 1, loadErrors: 1 });
    expect((await coordinator.health()).modules.mine).toEqual({ state: 'loaded', method: 'javascript', error: null });
  });

  it.each(Object.keys(UNREADABLE))('a loader may fail with %s', (name) => {
    // In a process of its own, which an unhandled rejection would end.
    const { value } = inChild(`
      const { UNREADABLE } = await import('./__tests__/support/outcomes.js');
      const trouble = UNREADABLE[${JSON.stringify(name)}]();
      const coordinator = new pkg.WASMRuntimeCoordinator();
      coordinator.registerModule('mine', async () => { throw trouble; });
      const caught = await coordinator.execute('mine', 'f').catch((error) => [error]);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { same: caught[0] === trouble, error: (await coordinator.health()).modules.mine.error };
    `);
    expect(value).toEqual({ same: true, error: expect.stringMatching(/^(a Proxy|an instance of Error) was thrown$/) });
  });

  it.each([
    [
      "an error of another realm, as Node's own are under some test runners",
      () => vm.runInNewContext('new TypeError("theirs\\nmore")'),
      'theirs',
    ],
    ['an error that says nothing', () => new RangeError(), 'an instance of RangeError was thrown'],
    ['a text', () => 'text', 'text'],
    ['an empty text', () => '', "type string ('') was thrown"],
    ['nothing', () => undefined, 'undefined was thrown'],
  ])('health says why a load failed: %s', async (_, make, reason) => {
    const coordinator = create().registerModule('mine', async () => {
      throw make();
    });
    await coordinator.loadModule('mine').catch(() => {});
    expect((await coordinator.health()).modules.mine.error).toBe(reason);
  });

  it.each([undefined, null, 0, '', 'text', Symbol('s'), {}, [], [() => {}], () => {}, new Date(0).getTime(), { a: 1 }])(
    'refuses a loader that gives %o',
    async (garbage) => {
      for (const loader of [() => garbage, async () => garbage]) {
        const coordinator = create().registerModule('mine', loader);
        const error = await rejection(coordinator.execute('mine', 'f'));
        expect(error).toBeInstanceOf(TypeError);
        expect(error.code).toBe('ERR_INVALID_RETURN_VALUE');
        expect(error.message).toMatch(
          /^The loader of the module 'mine' must return an object of functions\. Received /,
        );
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

  it('refuses a loader that waits for itself before its first await', async () => {
    for (const ask of [
      (coordinator) => coordinator.loadModule('mine'),
      (coordinator) => coordinator.execute('mine', 'f'),
      (coordinator) => coordinator.unloadModule('mine'),
      (coordinator) => coordinator.dispose(),
    ]) {
      const coordinator = create();
      coordinator.registerModule('mine', () => ask(coordinator));
      expect(await rejection(coordinator.execute('mine', 'f'))).toMatchObject({
        code: 'ERR_STRINGOPS_CYCLE',
        module: 'mine',
        message: "The loader of the module 'mine' would wait for its own end",
      });
    }
  });

  it('a loader that waits for itself after an await waits for ever', async () => {
    const coordinator = create();
    let asked = false;
    coordinator.registerModule('mine', async () => {
      await turn();
      asked = true;
      return coordinator.loadModule('mine');
    });
    const outcome = Promise.race([
      codeOf(coordinator.execute('mine', 'f')),
      turn()
        .then(turn)
        .then(() => 'waiting'),
    ]);
    expect(await outcome).toBe('waiting');
    expect(asked).toBe(true);
    expect((await coordinator.health()).modules.mine.state).toBe('loading');
  });

  it('refuses loaders that wait for each other, whichever began', async () => {
    for (const start of [['a'], ['b'], ['a', 'b', 'c'], ['c', 'b']]) {
      const coordinator = create();
      const needs = (name) => async () => {
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
    let inner;
    coordinator.registerModule('mine', async () => {
      if (inner !== undefined) return { f: () => 'second' };
      inner = codeOf(coordinator.loadModule('mine'));
      await inner;
      return { f: () => 'first' };
    });
    const first = coordinator.execute('mine', 'f');
    const unloaded = coordinator.unloadModule('mine');
    expect((await first).result).toBe('first');
    expect(await unloaded).toBe(true);
    expect(await inner).toBe('ERR_STRINGOPS_CYCLE');
    expect((await coordinator.execute('mine', 'f')).result).toBe('second');
  });

  it('a dependency that two share is no cycle', async () => {
    const coordinator = create();
    coordinator.registerModule('base', async () => {
      await turn();
      return { f: () => 1 };
    });
    const onBase = async () => {
      await coordinator.loadModule('base');
      return { f: () => 2 };
    };
    coordinator.registerModule('left', onBase).registerModule('right', onBase);
    coordinator.registerModule('top', async () => {
      await Promise.all([coordinator.loadModule('left'), coordinator.loadModule('right')]);
      return { f: () => 3 };
    });
    expect((await coordinator.execute('top', 'f')).result).toBe(3);
  });
});

describe('errors of operations', () => {
  it.each([
    new Error('plain'),
    Object.assign(new RangeError('coded'), { code: 'E_MINE' }),
    'a string',
    undefined,
    null,
    0,
  ])('reach the caller as they are: %o', async (trouble) => {
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
        const outcome = await coordinator.execute('mine', operation).then(
          () => ({}),
          (error) => ({ error }),
        );
        expect(outcome).toHaveProperty('error');
        expect(outcome.error).toBe(trouble);
      }
    }
    expect((await coordinator.performanceMonitor.getReport()).errors).toBe(6);
  });

  it('a getter that throws is an error of the call', async () => {
    const trouble = new Error('getter');
    const coordinator = create().registerModule('mine', {
      f: () => 1,
      get bad() {
        throw trouble;
      },
    });
    expect(await rejection(coordinator.execute('mine', 'bad'))).toBe(trouble);
    expect((await rejection(coordinator.execute('mine', 'none'))).available).toEqual(['f']);
  });
});
