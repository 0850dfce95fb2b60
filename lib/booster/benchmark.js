'use strict';

/**
 * Three scans of a text such as hooks see, each twice: computed, then fetched.
 */

const { asFactor, asTime } = require('./scan-metrics.js');

/** @typedef {import('./wasm-runtime.js').WASMRuntime} WASMRuntime */

const LINES = `
function signIn(user) {
  const password = "correct horse";
  const api_key = process.env.API_KEY;
  const token = sessionStorage.getItem('token');
  console.log(eval(user.greeting)); // TODO: take eval out
  return fetch('/sign-in', { method: 'POST', body: JSON.stringify({ password, api_key, token }) });
}
`;

/** @type {[test: string, patterns: RegExp[]][]} */
const TESTS = [
  ['Dangerous calls and assignments', [/eval\s*\(/gi, /password\s*=/gi, /api[_-]?key/gi]],
  ['Secrets', [/token/gi, /secret/gi, /credential/gi, /private[_-]?key/gi]],
  ['Left-overs', [/console\.\w+/g, /debugger/g, /TODO:/g, /FIXME:/g]],
];

/**
 * @param {WASMRuntime} runtime
 * @param {number} run a number that no earlier call on this runtime had, so that its first scans are not yet remembered
 */
async function benchmark(runtime, run) {
  const results = [];
  for (const [test, patterns] of TESTS) {
    const content = `// run ${run}${LINES.repeat(100)}`;
    const first = await runtime.acceleratedRegexMatch(content, patterns);
    const second = await runtime.acceleratedRegexMatch(content, patterns);
    results.push({
      test,
      firstRunTime: asTime(first.executionTime),
      secondRunTime: asTime(second.executionTime),
      matchCount: first.totalMatches,
      fromCache: second.fromCache,
      speedup: asFactor(second.speedup),
      success: !first.fromCache && second.fromCache && second.totalMatches === first.totalMatches,
    });
  }
  const successRate = results.filter(({ success }) => success).length / results.length;
  return { results, successRate, metrics: runtime.getMetrics() };
}

module.exports.benchmark = benchmark;
