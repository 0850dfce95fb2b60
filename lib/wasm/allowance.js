'use strict';

/**
 * What a call of a counted module may take: units of fuel, and time. The module asks when the units it was given are
 * spent; it is given few at a time, so that time is looked at often.
 */

const { wasmDeadline, wasmFuel } = require('../errors/wasm.js');
const { builtin } = require('../node/builtins.js');

/**
 * Node's own, as fake timers take the place of the global one. Some realms have no clock but the calendar's.
 *
 * @type {Performance | undefined}
 */
const clock = builtin('perf_hooks')?.performance ?? globalThis.performance;
/** @type {() => number} */
const now = clock?.now.bind(clock) ?? Date.now;

/** Units until time begins: a short call does not get there, and of slow code they take little. */
const BEFORE_TIME = 256;

/** Units between two looks at the time: at first, and at least and at most. */
const FIRST_SLICE = 1024;
const LEAST_SLICE = 16;
const MOST_SLICE = 16384;

/** Milliseconds that a slice should take at most: if it took longer, the next is smaller. */
const SLICE_TIME = 0.2;

/** In the place of a time, until the clock has been read. */
const UNSET = -1;

/** Units that are given at a time where nobody looks at the time; the counter has 31 bits. */
const UNTIMED_SLICE = 1 << 30;

/** Units for giving memory back, which no deadline and no fuel of the call may prevent. */
const UNITS_TO_FREE = 1 << 16;

/** Hands a function of JavaScript on as one that fits a table: a module imports it, and exports it. */
const BRIDGE = [
  [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  [1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f], // (i32) -> i32
  [2, 7, 1, 1, 0x61, 1, 0x61, 0, 0],
  [7, 5, 1, 1, 0x61, 0, 0],
].flat();

/** @type {WebAssembly.Module | undefined} */
let bridge;

/**
 * What is allowed, and what was taken of it.
 *
 * @typedef {object} Share
 * @property {number} fuel
 * @property {number} until a time, or UNSET
 * @property {number} spent
 * @property {'time' | 'fuel' | null} over what is used up
 * @property {boolean} keeps whether what the module keeps of its globals is from its beginning
 */

/** @typedef {{ action: () => any, outcome: any }} Inner a call within another, and what it returned or threw */

/**
 * The functions that counting added to a module.
 *
 * @typedef {object} Hooks
 * @property {WebAssembly.Global} counter
 * @property {WebAssembly.Table} leave
 * @property {(units: number) => void} begin
 * @property {() => number} end
 * @property {() => void} keep
 * @property {() => void} restore
 * @property {() => number} within
 */

class Allowance {
  /** Units used by all calls that have ended. */
  used = 0;
  /** That of the call that runs, which has been begun here. @type {Share} */
  #call = { fuel: 0, until: 0, spent: 0, over: null, keeps: true };
  #running = false;
  /** Units given with the last answer. */
  #given = 0;
  #slice = FIRST_SLICE;
  #looked = 0;
  /** That of calls that JavaScript makes around this, of functions that it has from a table. @type {Share | null} */
  #loose = null;
  /** Whether globals are still to be put back: of a call that has not returned, as what follows may use up the stack. */
  #isDue = false;
  /** What is to run within the call. @type {Inner | null} */
  #inner = null;
  #hooks;
  #fuel;
  #deadline;
  #first;

  /**
   * @param {Hooks} hooks
   * @param {number | undefined} fuel units a call
   * @param {number | undefined} deadline milliseconds a call
   */
  constructor(hooks, fuel = Infinity, deadline = Infinity) {
    this.#hooks = hooks;
    this.#fuel = fuel;
    this.#deadline = deadline;
    this.#first = Math.min(fuel, deadline === Infinity ? UNTIMED_SLICE : BEFORE_TIME);
    bridge ??= new WebAssembly.Module(Uint8Array.from(BRIDGE));
    const questions = [(/** @type {number} */ left) => this.#ask(left), () => this.#perform()];
    for (const [i, a] of questions.entries()) {
      hooks.leave.set(i, new WebAssembly.Instance(bridge, { a: { a } }).exports.a);
    }
  }

  /**
   * Begins a call. It must be ended. The clock is not read, which would take longer than a short call: time begins when
   * the first few units are spent.
   */
  begin() {
    const call = this.#call;
    call.fuel = this.#fuel;
    call.until = this.#deadline === Infinity ? Infinity : UNSET;
    call.spent = 0;
    call.over = null;
    if (this.#loose !== null) this.#pause(this.#loose);
    if (this.#isDue) this.#putBack();
    this.#hooks.begin(this.#first);
    this.#isDue = true;
    this.#given = this.#first;
    this.#running = true;
  }

  /** Before a call that is begun here takes the count: one of JavaScript's own may go on after it. @param {Share} loose */
  #pause(loose) {
    loose.keeps = false;
    loose.spent += this.#given - this.#hooks.counter.value;
  }

  /** Ends it. */
  end() {
    this.#running = false;
    this.#close(this.#call);
  }

  /** @param {Share} share */
  #close({ spent, fuel }) {
    const given = this.#given;
    this.#given = 0;
    const total = spent + given - this.#hooks.end();
    this.used += total < fuel ? total : fuel;
  }

  /** What the call did to the globals stays, as it returns. */
  settle() {
    this.#isDue = false;
  }

  /** Has `restore` put back what the globals are now: what the module did for the call until now stays. */
  keep() {
    this.#hooks.keep();
  }

  /** Puts the module's globals back as they were when the call began, if it did. */
  restore() {
    if (this.#running) this.#putBack();
  }

  /** If the stack is used up, before the next call. */
  #putBack() {
    this.#isDue = true;
    this.#hooks.restore();
    this.#isDue = false;
  }

  /**
   * Runs a call within the one that runs. If it throws, the module puts its globals back as they were before: it keeps
   * them on its stack meanwhile, as there may be many such calls, and not all types of them can be had in JavaScript.
   *
   * @param {() => any} action
   * @returns {any} what that returns
   */
  within(action) {
    /** @type {Inner} */
    const inner = { action, outcome: undefined };
    this.#inner = inner;
    if (this.#hooks.within() === 1) return inner.outcome;
    throw inner.outcome;
  }

  /**
   * Runs what gives memory back: after the outermost call has ended, and within one that is over, by an allowance of its
   * own. If it throws, the globals are put back likewise.
   *
   * @param {() => void} action
   */
  free(action) {
    const [call, isRunning] = [this.#call, this.#running];
    if (isRunning && !this.stopped) return this.within(action);
    if (this.#isDue && !isRunning) this.#putBack();
    if (this.#loose !== null) this.#loose.keeps = false;
    const own = { fuel: UNITS_TO_FREE, until: Infinity, spent: 0, over: null, keeps: true };
    this.#call = own;
    try {
      // What the module keeps of its globals is that of the call, until it has ended.
      if (isRunning) this.#hooks.counter.value = UNITS_TO_FREE;
      else {
        this.#hooks.begin(UNITS_TO_FREE);
        this.#isDue = true;
      }
      this.#given = UNITS_TO_FREE;
      this.#running = true;
      if (isRunning) this.within(action);
      else {
        action();
        this.settle();
      }
    } catch (cause) {
      if (!isRunning) this.restore();
      throw this.stopped ? this.reason(cause) : cause;
    } finally {
      this.#call = call;
      this.#running = isRunning;
      this.#close(own);
      if (isRunning) this.#given = this.#hooks.counter.value = -1;
    }
  }

  /** @returns {number} 1 if it ended, 0 if it threw */
  #perform() {
    const inner = /** @type {Inner} */ (this.#inner);
    this.#inner = null;
    try {
      inner.outcome = inner.action();
      return 1;
    } catch (error) {
      inner.outcome = error;
      return 0;
    }
  }

  /** Whether the call was stopped. */
  get stopped() {
    return this.#call.over !== null;
  }

  /**
   * @param {unknown} cause what the call threw
   * @returns {Error} why it was stopped
   */
  reason(cause) {
    const { over, fuel } = this.#call;
    return over === 'fuel' ? wasmFuel(fuel, cause) : wasmDeadline(this.#deadline, cause);
  }

  /**
   * @param {number} left of what was given; below zero if that was too little
   * @returns {number} what the module may take until it asks again; -1 if it may not go on
   */
  #ask(left) {
    const taken = this.#given - left;
    const share = this.#running ? this.#call : this.#openLoose();
    share.spent += taken;
    // Some left: it asks because what comes may take long, which says nothing of how long its units do.
    if (share.over === null && this.#isOver(share, left < 0) && !this.#running) this.#putBack();
    const most = this.#deadline === Infinity ? UNTIMED_SLICE : this.#slice;
    this.#given = share.over === null ? Math.min(most, share.fuel - share.spent) : -1;
    return this.#given;
  }

  /** @param {Share} share @param {boolean} isSpent whether the units that were given are */
  #isOver(share, isSpent) {
    if (share.spent > share.fuel) share.over = 'fuel';
    else if (share.until === UNSET) {
      this.#looked = now();
      this.#slice = FIRST_SLICE;
      share.until = this.#looked + this.#deadline;
    } else if (share.until !== Infinity) {
      const time = now();
      const took = time - this.#looked;
      this.#looked = time;
      if (took > SLICE_TIME) this.#slice = Math.max(LEAST_SLICE, Math.floor((this.#slice * SLICE_TIME) / took));
      else if (isSpent && took < SLICE_TIME / 2) this.#slice = Math.min(MOST_SLICE, 4 * this.#slice);
      if (time >= share.until) share.over = 'time';
    }
    return share.over !== null;
  }

  /**
   * One for all such calls until JavaScript's turn ends: nothing tells where one call ends and another begins.
   *
   * @returns {Share}
   */
  #openLoose() {
    if (this.#loose?.keeps !== true) {
      // Nothing of the module has run yet, or since another call has ended, but the question itself.
      if (this.#isDue) this.#putBack();
      this.#hooks.begin(0);
      if (this.#loose !== null) this.#loose.keeps = true;
    }
    if (this.#loose === null) {
      const until = this.#deadline === Infinity ? Infinity : UNSET;
      this.#loose = { fuel: this.#fuel, until, spent: 0, over: null, keeps: true };
      Promise.resolve().then(() => {
        const loose = /** @type {Share} */ (this.#loose);
        this.#loose = null;
        if (!this.#running) {
          this.#pause(loose);
          // The next call of this kind asks before anything else of it runs.
          this.#given = this.#hooks.counter.value = 0;
        }
        this.used += Math.min(loose.spent, loose.fuel);
      });
    }
    return this.#loose;
  }
}

module.exports.Allowance = Allowance;
