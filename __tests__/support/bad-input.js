// Goes through the table: every function, every argument of it, every kind of value.
import { isDeepStrictEqual } from 'node:util';
import { ANSWERS, stillAnswers } from './contenders.js';
import { MISSING, ignored, receiver } from './expectations.js';
import { ANY, kinds } from './kinds.js';
import { oracle } from './oracle.js';
import { BACKENDS } from './package.js';
import { groups } from './public-functions.js';

const missing = { name: 'nothing', make: () => undefined, received: 'undefined', absent: true };

/**
 * The places where a value can be put in a call of a function.
 *
 * @returns {{ label: string, name: string, type: any, put: (args: any[], value: any) => any[], isOption?: boolean }[]}
 */
export function slotsOf({ args, forwards }, receives) {
  const slots = args.flatMap(({ name, type, options = {} }, index) => [
    { label: name, name, type, last: true, put: (others, value) => put(others, index, value) },
    ...Object.entries(options).map(([option, optionType]) => ({
      label: `options.${option}`,
      name: `options.${option}`,
      type: optionType,
      option,
      put: (others, value) => put(others, index, value === MISSING ? {} : { [option]: value }),
    })),
  ]);
  slots.push({
    label: 'one too many',
    type: ignored,
    extra: true,
    put: (others, value) => put(others, Math.max(args.length, others.length), value),
  });
  if (receives && !forwards) slots.push({ label: 'this', type: receiver, receiver: true, put: (others) => others });
  return slots;
}

function put(others, index, value) {
  if (value === MISSING) return others.slice(0, index);
  const args = others.slice();
  while (args.length < index) args.push(undefined);
  args[index] = value;
  return args;
}

/** @returns {Iterable<object>} every case there is, function by function, of one backend */
export function* casesOf(backend) {
  for (const group of groups) {
    if (group.backends && !group.backends.includes(backend)) continue;
    for (const described of group.functions) {
      for (const slot of slotsOf(described, group.receives)) {
        for (const kind of slot.receiver ? kinds : [...kinds, missing]) {
          if (!described.skips?.(kind)) yield { backend, group, described, slot, kind };
        }
      }
    }
  }
}

const describeError = (error) => ({
  error: { class: error?.constructor?.name, code: error?.code, message: error?.message ?? String(error) },
});

/** The outcome of a call, and whether it came at once. */
async function outcomeOf(call, seen, context) {
  let result;
  try {
    result = call();
  } catch (error) {
    return { ...describeError(error), at: 'once' };
  }
  try {
    return { value: await seen(await result, context) };
  } catch (error) {
    return { ...describeError(error), at: 'later' };
  }
}

const matches = (message, expected) => {
  if (!expected.includes(ANY)) return message === expected;
  const [start, end] = expected.split(ANY);
  return message.startsWith(start) && message.endsWith(end);
};

function isAsExpected(actual, expected, promises) {
  if (!expected.error) return !actual.error && isDeepStrictEqual(actual.value, expected.value);
  if (!actual.error || (promises && actual.at !== 'later')) return false;
  const { class: name, code, message } = expected.error;
  return actual.error.class === name && actual.error.code === code && matches(actual.error.message, message);
}

/** What the function returns for correct arguments. */
function resultOf(described, slot, args, value) {
  const counted = args.slice();
  if (slot.option) counted[described.args.findIndex(({ name }) => name === 'options')] = { [slot.option]: value };
  else if (!slot.extra) counted[described.args.findIndex(({ name }) => name === slot.name)] = value;
  return { value: described.gives(...counted.slice(0, described.args.length)) };
}

let turn = 0;

/** Whether an instance still answers correctly: known answers, and a new text each time, compared with the oracle. */
export function answers(ops) {
  turn = (turn + 1) % 997;
  const text = 'aé世🚀'.slice(turn % 3).repeat(1 + (turn % 90)) + turn;
  return (
    isDeepStrictEqual(stillAnswers(ops), ANSWERS) &&
    ops.fastHash(text, turn) === oracle.fastHash(text, turn) &&
    ops.fastSearch(text, String(turn)) === oracle.fastSearch(text, String(turn))
  );
}

/**
 * Runs one case with every set of correct arguments around it.
 *
 * @returns {Promise<{ calls: number, wrong: string[] }>}
 */
export async function run({ group, described, slot, kind }, context) {
  const wrong = [];
  // Arguments that nobody reads need not be tried in every combination.
  const goods = slot.receiver || slot.extra ? described.good.slice(0, 1) : described.good;
  for (const good of goods) {
    const target = await context.target();
    const value = kind.absent ? MISSING : kind.make();
    const args = slot.put(good, value);
    const state = { ...context, target };
    const outcome = slot.type(slot.name, kind, value === MISSING ? undefined : value, state, kind.make);
    const expected = outcome.error ? outcome : resultOf(described, slot, good, outcome.value);
    const call = callOf(target, described, slot, value, args);
    const actual = await outcomeOf(call, described.seen ?? ((result) => result), state);
    if (!isAsExpected(actual, expected, described.promises && !slot.receiver)) {
      wrong.push(
        `${group.on}.${described.name}, ${slot.label}: ${kind.name}\n    gave ${show(actual)}\n    not  ${show(expected)}`,
      );
    }
    if (!answers(context.ops))
      wrong.push(`${group.on}.${described.name}, ${slot.label}: ${kind.name}: the instance answers wrong afterwards`);
    if (group.on === 'HeldText' && !slot.receiver) target.free();
  }
  return { calls: goods.length, wrong };
}

function callOf(target, { name, key = name, constructs }, slot, value, args) {
  if (constructs) return () => new target[name](...args);
  if (slot.receiver) return () => target[key].apply(value, args);
  return () => target[key](...args);
}

const show = ({ error, value, at }) =>
  error
    ? `${error.class} ${error.code}: ${error.message}${at ? ` (${at})` : ''}`
    : JSON.stringify(value)?.slice(0, 200);

/**
 * The whole table on one backend.
 *
 * @returns {Promise<{ calls: number, cases: number, wrong: string[] }>}
 */
export async function runAll(backend, cases = casesOf(backend)) {
  const contexts = new Map();
  const sum = { calls: 0, cases: 0, wrong: [] };
  for (const each of cases) {
    if (!contexts.has(each.group)) contexts.set(each.group, await each.group.make(backend));
    const { calls, wrong } = await run(each, contexts.get(each.group));
    sum.calls += calls;
    sum.cases++;
    sum.wrong.push(...wrong);
  }
  return sum;
}

export { BACKENDS, groups, kinds };
