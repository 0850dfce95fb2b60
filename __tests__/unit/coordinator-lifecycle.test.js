import { describe, expect, it } from 'vitest';
import { requireHere } from '../support/package.js';
import { UNREADABLE, codeOf, deferred, rejection, turn } from '../support/outcomes.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');

const create = () => new WASMRuntimeCoordinator();
const results = (outcomes) => outcomes.map(({ result }) => result);

describe('unloadModule', () => {
  it('forgets the module, keeps the registration', async () => {
    let made = 0;
    const disposed = [];
    const coordinator = create().registerModule(
      'mine',
      () => ({
        id: ++made,
        f() {
          return this.id;
        },
      }),
      {
        dispose: async ({ id }) => {
          await turn();
          disposed.push(id);
        },
      },
    );
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
    const coordinator = create().registerModule(
      'mine',
      async () => {
        const life = lives++;
        await gates[life].promise;
        return {
          f: () => {
            events.push(`call ${life}`);
            return life;
          },
        };
      },
      { dispose: () => void events.push('disposed') },
    );
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
    const coordinator = create().registerModule(
      'mine',
      () => ({
        slow: async () => {
          await gate.promise;
          events.push('done');
        },
        quick: () => 1,
      }),
      { dispose: () => void events.push('disposed') },
    );
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

  it('rejects with what the hook threw, and has unloaded nevertheless', async () => {
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

  it('calls the dispose hook of what a loader returned, but not of an object that was registered', async () => {
    const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
    const asyncDispose = Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');
    const events = [];
    const coordinator = create()
      .registerModule('sync', () => ({
        f() {},
        [dispose]() {
          events.push(['sync', this !== undefined]);
        },
      }))
      .registerModule('async', () => ({
        f() {},
        [dispose]() {
          events.push('wrong');
        },
        async [asyncDispose]() {
          await turn();
          events.push('async');
        },
      }))
      .registerModule('object', {
        f() {},
        [dispose]() {
          events.push('wrong');
        },
      });
    for (const name of ['sync', 'async', 'object']) {
      await coordinator.loadModule(name);
      expect(await coordinator.unloadModule(name)).toBe(true);
    }
    expect(events).toEqual([['sync', true], 'async']);
  });

  it.each([
    ['is being unloaded', (coordinator) => coordinator.unloadModule('mine')],
    ['is being disposed of', (coordinator) => coordinator.dispose()],
  ])('refuses a loader that would wait for its own end when its module %s already', async (_, end) => {
    for (const ask of [(coordinator) => coordinator.unloadModule('mine'), (coordinator) => coordinator.dispose()]) {
      const coordinator = create();
      let inner;
      coordinator.registerModule('mine', async () => {
        inner = await Promise.race([codeOf(ask(coordinator)), turn()]);
        return { f: () => 'first' };
      });
      const call = coordinator.execute('mine', 'f');
      const ended = end(coordinator);
      expect((await call).result).toBe('first');
      await ended;
      expect(inner).toBe('ERR_STRINGOPS_CYCLE');
    }
  });

  it.each([
    ['calls it', (coordinator) => coordinator.execute('mine', 'f')],
    ['loads it', (coordinator) => coordinator.loadModule('mine')],
    ['unloads it', (coordinator) => coordinator.unloadModule('mine')],
    ['disposes', (coordinator) => coordinator.dispose()],
    ['calls one whose loader calls it', (coordinator) => coordinator.execute('other', 'g')],
  ])('refuses a hook that would wait for its own end: it %s', async (_, ask) => {
    const coordinator = create();
    const outcomes = [];
    coordinator.registerModule('mine', () => ({ f: () => 'ok' }), {
      dispose: async () => {
        outcomes.push(await Promise.race([rejection(ask(coordinator)), turn()]));
      },
    });
    coordinator.registerModule('other', async () => {
      const { result } = await coordinator.execute('mine', 'f');
      return { g: () => result };
    });
    await coordinator.loadModule('mine');
    expect(await coordinator.unloadModule('mine')).toBe(true);
    expect(outcomes).toMatchObject([{ code: 'ERR_STRINGOPS_CYCLE', module: 'mine' }]);
    expect((await coordinator.execute('mine', 'f')).result).toBe('ok');
  });

  it('a hook that waits for itself is told so', async () => {
    const coordinator = create();
    coordinator.registerModule('mine', () => ({ f() {} }), { dispose: () => coordinator.execute('mine', 'f') });
    await coordinator.loadModule('mine');
    expect((await rejection(coordinator.unloadModule('mine'))).message).toBe(
      "A dispose hook would wait for its own end by waiting for the module 'mine'",
    );
  });

  it('lets a hook use other modules', async () => {
    const coordinator = create();
    const log = [];
    coordinator.registerModule('log', async () => {
      await turn();
      return { write: (text) => log.push(text) };
    });
    coordinator.registerModule('mine', () => ({ f() {} }), {
      dispose: async () => {
        await coordinator.execute('log', 'write', 'ended');
        await coordinator.unloadModule('log');
      },
    });
    await coordinator.loadModule('mine');
    expect(await coordinator.unloadModule('mine')).toBe(true);
    expect(log).toEqual(['ended']);
    expect(coordinator.getModule('log')).toBe(null);
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
      status: 'failed',
      healthy: false,
      disposed: true,
      error: { code: 'ERR_STRINGOPS_DISPOSED' },
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
    await Promise.all([
      coordinator.initialize(),
      coordinator.dispose(),
      coordinator.initialize(),
      coordinator.dispose(),
    ]);
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

  it('says what hooks threw, whatever it was', async () => {
    const coordinator = create();
    for (const [name, make] of Object.entries(UNREADABLE)) {
      coordinator.registerModule(
        name,
        { f() {} },
        {
          dispose() {
            throw make();
          },
        },
      );
      await coordinator.loadModule(name);
    }
    const error = await rejection(coordinator.dispose());
    expect(error.code).toBe('ERR_STRINGOPS_UNLOAD');
    expect(error.errors.length).toBe(Object.keys(UNREADABLE).length);
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
    const coordinator = create().registerModule(
      'mine',
      async () => {
        await turn();
        most = Math.max(most, ++alive);
        made++;
        let open = true;
        return {
          f: async (x) => {
            await turn();
            if (!open) throw new Error('used after its end');
            return x;
          },
          close: () => {
            open = false;
            alive--;
          },
        };
      },
      { dispose: (module) => module.close() },
    );
    let seed = 1;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const work = Array.from({ length: 20 }, async (_, worker) => {
      for (let i = 0; i < 40; i++) {
        const dice = random();
        if (dice < 0.1) await coordinator.unloadModule('mine');
        else if (dice < 0.15) {
          void coordinator.dispose();
          await coordinator.initialize();
        } else {
          const x = `${worker} ${i}`;
          const outcome = await coordinator
            .execute('mine', 'f', x)
            .catch(({ code, message }) => ({ result: code ?? message }));
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
