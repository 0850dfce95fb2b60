import { describe, expect, it } from 'vitest';
import { requireHere } from '../support/package.js';

const { WASMRuntimeCoordinator } = requireHere('../../index.js');

// Calls, unloads, disposals and initializations in random order, with loads, operations and hooks that take their time
// or fail. A model that knows only generations predicts the outcome: a module's calls between two unloads belong to one
// generation, and run on one life, in their order; no life begins before the previous one has ended.

const SEQUENCES = 400;

/** Numbers from 0 to 1 (xorshift32). */
function randomFrom(seed) {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

class Sequence {
  constructor(seed) {
    this.random = randomFrom(seed);
    this.gates = [];
    this.asked = [];
    this.closed = false;
    this.refused = 0;
    this.coordinator = new WASMRuntimeCoordinator({ backend: 'javascript' });
    this.modules = ['plain', '__proto__', 'constructor'].map((name) => this.module(name));
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  /** Nothing, a turn, or until somebody opens the gate. */
  pause() {
    return this.pick([() => undefined, turn, () => new Promise((resolve) => this.gates.push(resolve))])();
  }

  /** A registered module, with what happens to it. */
  module(name) {
    const module = {
      name,
      lives: [],
      ran: [],
      errors: [],
      failures: 0,
      generation: 0,
      alive: false,
      overlaps: 0,
      late: 0,
    };
    const mayFail = this.random() < 0.5;
    const finish = (life) => {
      if (mayFail && this.random() < 0.4) {
        module.alive = false;
        module.errors.push(new Error(`load ${module.errors.length}`));
        throw module.errors.at(-1);
      }
      module.lives.push(life);
      return life.object;
    };
    const loader = () => {
      if (module.alive) module.overlaps++;
      module.alive = true;
      const life = {
        number: module.lives.length,
        ended: false,
        object: { run: (...args) => this.run(module, life, ...args) },
      };
      return this.pick([
        () => finish(life),
        async () => {
          await this.pause();
          return finish(life);
        },
        () => ({
          then: (resolve, reject) =>
            Promise.resolve(this.pause())
              .then(() => finish(life))
              .then(resolve, reject),
        }),
      ])();
    };
    const dispose = async (object) => {
      module.lives.find((life) => life.object === object).ended = true;
      await this.pause();
      module.alive = false;
      if (this.random() < 0.2) throw new Error('hook');
    };
    this.coordinator.registerModule(name, loader, { dispose });
    return module;
  }

  /** The operation. */
  run(module, life, id, kind) {
    module.ran.push({ id, life: life.number });
    if (life.ended) module.late++;
    if (kind === 'value') return id;
    if (kind === 'throw') {
      module.failures++;
      throw id;
    }
    return (async () => {
      await this.pause();
      if (life.ended) module.late++;
      if (kind === 'promise') return id;
      module.failures++;
      throw id;
    })();
  }

  ask(type, module, promise, more) {
    const entry = { type, module, generation: module?.generation, closed: this.closed, settled: false, ...more };
    const settle = (outcome) => Object.assign(entry, outcome, { settled: true });
    promise.then(
      (value) => settle({ value }),
      (error) => settle({ error }),
    );
    this.asked.push(entry);
  }

  step() {
    const { coordinator } = this;
    const module = this.pick(this.modules);
    const dice = this.random();
    if (dice < 0.5) {
      const [id, kind] = [this.asked.length, this.pick(['value', 'throw', 'promise', 'reject'])];
      this.ask('call', module, coordinator.execute(module.name, 'run', id, kind), { id, kind });
    } else if (dice < 0.55) this.ask('load', module, coordinator.loadModule(module.name));
    else if (dice < 0.7) {
      this.ask('unload', module, coordinator.unloadModule(module.name));
      module.generation++;
    } else if (dice < 0.75) {
      this.ask('dispose', undefined, coordinator.dispose());
      this.closed = true;
      for (const one of this.modules) one.generation++;
    } else if (dice < 0.85) {
      this.ask('initialize', undefined, coordinator.initialize());
      this.closed = false;
    } else if (this.gates.length > 0) this.gates.splice(Math.floor(this.random() * this.gates.length), 1)[0]();
  }

  /** Opens every gate until everything is settled. */
  async settle() {
    for (let idle = 0; idle < 50 && this.asked.some(({ settled }) => !settled); idle++) {
      if (this.gates.length > 0) idle = 0;
      for (const open of this.gates.splice(0)) open();
      await turn();
    }
    return this.asked.filter(({ settled }) => !settled).map(({ type }) => type);
  }
}

/** What is wrong with the end of a call, or undefined. */
function wrongCall({ module, closed, id, kind, value, error }) {
  const runs = module.ran.filter((run) => run.id === id).length;
  if (closed) return error?.code === 'ERR_STRINGOPS_DISPOSED' && runs === 0 ? undefined : 'not refused';
  if (runs === 0) return module.errors.includes(error) ? undefined : `did not run: ${error}`;
  if (runs > 1) return 'ran twice';
  const failed = kind === 'throw' || kind === 'reject';
  return (failed ? error : value?.result) === id ? undefined : 'another outcome';
}

/** What is wrong with the lives that calls ran on. */
function wrongLives({ ran }, calls) {
  const lifeOf = new Map(ran.map(({ id, life }) => [id, life]));
  const inOrder = ran.every(({ id }, i) => i === 0 || id > ran[i - 1].id);
  const pairs = calls
    .filter(({ id }) => lifeOf.has(id))
    .map(({ id, generation }) => ({ life: lifeOf.get(id), generation }));
  const wrong = pairs.filter(({ life, generation }, i) => {
    if (i === 0) return false;
    const before = pairs[i - 1];
    return generation === before.generation ? life !== before.life : life <= before.life;
  });
  return [...wrong, ...(inOrder ? [] : ['out of order'])];
}

async function play(seed) {
  const sequence = new Sequence(seed);
  const { coordinator, modules, asked, random } = sequence;
  for (let steps = 10 + Math.floor(random() * 50); steps > 0; steps--) {
    sequence.step();
    for (let ticks = Math.floor(random() * 4); ticks > 0; ticks--) await undefined;
    if (random() < 0.1) await turn();
  }
  const hanging = await sequence.settle();
  const report = coordinator.performanceMonitor.getReport();
  const found = modules.map((module) => {
    const calls = asked.filter((one) => one.module === module && one.type === 'call');
    const { loads, loadErrors, operations, state } = Object.getOwnPropertyDescriptor(report.modules, module.name).value;
    const living = module.lives.filter(({ ended }) => !ended);
    return {
      counted: [loads, loadErrors, operations.run?.calls ?? 0, operations.run?.errors ?? 0],
      happened: [module.lives.length, module.errors.length, module.ran.length, module.failures],
      wrong: [...calls.map(wrongCall).filter(Boolean), ...wrongLives(module, calls)],
      overlaps: module.overlaps,
      late: module.late,
      state: [state, coordinator.getModule(module.name)],
      living: living.length === 0 ? ['registered', null] : ['loaded', living.at(-1).object],
      most: living.length <= 1,
    };
  });
  const refused = asked.filter(({ type, closed }) => type === 'call' && closed).length;
  return { hanging, found, refused: [report.refused, refused] };
}

describe('any sequence', () => {
  it('comes out as the model says', async () => {
    for (let seed = 1; seed <= SEQUENCES; seed++) {
      const { hanging, found, refused } = await play(seed);
      expect({ seed, hanging }).toEqual({ seed, hanging: [] });
      expect({ seed, refused: refused[0] }).toEqual({ seed, refused: refused[1] });
      for (const { counted, happened, wrong, overlaps, late, state, living, most } of found) {
        expect({ seed, counted, wrong, overlaps, late, state, most }).toEqual({
          seed,
          counted: happened,
          wrong: [],
          overlaps: 0,
          late: 0,
          state: living,
          most: true,
        });
      }
    }
  }, 60_000);
});
