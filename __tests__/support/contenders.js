import { instantiateGuide } from './guide-module.js';
import {
  ALL_BACKENDS,
  BACKENDS,
  StringOpsFallback,
  StringOpsWrapper,
  loadStringOpsSync,
  requireHere,
} from './package.js';

/**
 * Everything that has the operations; tests that must pass everywhere run on each.
 *
 * @type {{ name: string, create: (options?: { maximumPages?: number }) => any }[]}
 */
const all = [
  ...BACKENDS.map((backend) => ({
    name: backend,
    create: (options) => loadStringOpsSync({ backend, ...options }),
  })),
  {
    name: "StringOpsWrapper on the guide's module",
    create(options) {
      const { instance, memory } = instantiateGuide();
      return new StringOpsWrapper(instance, memory, options);
    },
  },
  { name: 'StringOpsFallback', create: (options) => new StringOpsFallback(options) },
];

/** Without the classes if only some backends are to be tested. */
export const contenders = BACKENDS === ALL_BACKENDS ? all : all.slice(0, BACKENDS.length);

/**
 * The addon's own functions, with nothing in front of them that might answer in their place.
 *
 * @type {typeof all}
 */
export const addonFunctions = ['wasmtime', 'native']
  .filter((backend) => BACKENDS.includes(backend))
  .map((backend) => ({
    name: `${backend}, called directly`,
    create() {
      const { createAddon } = requireHere('../../lib/backends/addon/addon.js');
      return everyOperation(createAddon(backend, { initialPages: 256, maximumPages: 65536, log() {} }));
    },
  }));

/** A backend's own functions, and the operations that are made of them. */
export function everyOperation(kernel) {
  const { indexing } = requireHere('../../lib/operations/fast-index-of.js');
  const { NARROW, WIDE, hashingMany } = requireHere('../../lib/operations/hash-many.js');
  const { overlappingOf } = requireHere('../../lib/operations/input.js');
  return {
    ...kernel,
    fastIndexOf: indexing(kernel.fastSearch, kernel.limit, kernel.unitSearch),
    fastSearchAll: (haystack, needle, options) => kernel.fastSearchAll(haystack, needle, overlappingOf(options)),
    fastCount: (haystack, needle, options) => kernel.fastCount(haystack, needle, overlappingOf(options)),
    fastHash64Hex: (input, seed) => kernel.fastHash64(input, seed).toString(16).padStart(16, '0'),
    fastHashMany: hashingMany(NARROW, kernel.fastHash, kernel.limit, kernel.hashJoined),
    fastHashMany64: hashingMany(WIDE, kernel.fastHash64, kernel.limit, kernel.hashJoined),
  };
}

/** Known answers, one for each operation, which an instance must still give after anything has gone wrong. */
export const stillAnswers = (ops) => [
  ops.fastHash('foobar'),
  ops.fastCompare('apple', 'banana'),
  ops.fastSearch('héllo world', 'world'),
];
export const ANSWERS = [0xbf9cf968, -1, 7];
