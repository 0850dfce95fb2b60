import { instantiateGuide } from './guide-module.js';
import { BACKENDS, StringOpsFallback, StringOpsWrapper, loadStringOpsSync } from './package.js';

/**
 * Everything that has the operations; tests that must hold everywhere run on each.
 *
 * @type {{ name: string, create: (options?: { maximumPages?: number }) => any }[]}
 */
export const contenders = [
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

/** Known answers, one for each operation: what an instance must still give after anything that went wrong. */
export const stillAnswers = (ops) => [
  ops.fastHash('foobar'),
  ops.fastCompare('apple', 'banana'),
  ops.fastSearch('héllo world', 'world'),
];
export const ANSWERS = [0xbf9cf968, -1, 7];
