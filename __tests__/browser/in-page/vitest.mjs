// Vitest's own runner and assertions, for a page: `describe`, `it` and `expect` as the tests import them, and
// `run`, which runs a file of tests and reports the results. Bundled by ../suites.browser.mjs.
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  getState,
  setState,
} from '@vitest/expect';
import { startTests } from '@vitest/runner';
import * as chai from 'chai';

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, suite, test } from '@vitest/runner';

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

export const expect = (value, message) => {
  setState({ assertionCalls: getState(expect).assertionCalls + 1 }, expect);
  return chai.expect(value, message);
};
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);

const runner = {
  config: {
    root: '/',
    setupFiles: [],
    name: undefined,
    passWithNoTests: false,
    testNamePattern: undefined,
    allowOnly: false,
    sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
    chaiConfig: undefined,
    maxConcurrency: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    retry: 0,
    includeTaskLocation: false,
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
  },
  importFile: (file) => import(file),
};

/** The tests of a file or a suite, including those of nested suites. */
const testsOf = (task) => (task.type === 'test' ? [task] : task.tasks.flatMap(testsOf));

/**
 * @param {string} file
 * @returns {Promise<{ passed: string[], skipped: string[], failed: { name: string, error: string }[] }>}
 */
export async function run(file) {
  const files = await startTests([file], runner);
  const inState = (state) => files.flatMap(testsOf).filter((task) => (task.result?.state ?? task.mode) === state);
  const nameOf = (task) => (task.suite ? `${nameOf(task.suite)} > ${task.name}` : task.name);
  const failed = [...files, ...inState('fail')].flatMap((task) =>
    (task.result?.errors ?? []).map(({ name, message, stack }) => ({
      name: task.type === 'suite' ? file : nameOf(task),
      error: `${name}: ${message}\n${stack}`,
    })),
  );
  return { passed: inState('pass').map(nameOf), skipped: inState('skip').map(nameOf), failed };
}
