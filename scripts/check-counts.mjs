// node scripts/check-counts.mjs LOG SUITE: whether enough tests ran, by the runners' own summaries in LOG.
// .ci/counts.json says how many are enough. Otherwise a glob that matches nothing, or a suite that skips itself, would
// go unnoticed.
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { fail, root } from './steps.mjs';

const [log, suite] = process.argv.slice(2);
const expected = JSON.parse(fs.readFileSync(path.join(root, '.ci/counts.json'), 'utf8'))[suite];
if (!expected) fail(`.ci/counts.json has no ${suite}`);
const text = stripVTControlCharacters(fs.readFileSync(log, 'utf8'));

/** The sum of a number in all matching lines. */
const sum = (pattern) => [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);

const counted = {
  'vitest files': sum(/^ *Test Files .*?(\d+) passed/gm),
  'vitest tests': sum(/^ *Tests .*?(\d+) passed/gm),
  'rust tests': sum(/^test result: ok\. (\d+) passed/gm),
  // With those that this machine cannot provoke.
  'torture rows': sum(/^torture: (\d+) rows passed/gm) + sum(/^torture: .*?(\d+) skipped/gm),
};
const skipped = {
  vitest: sum(/^ *Tests .*?(\d+) skipped/gm),
  rust: sum(/^test result: ok\..*? (\d+) ignored/gm),
  torture: sum(/^torture: .*?(\d+) skipped/gm),
};

const wrong = Object.entries(expected.least).filter(([name, least]) => !(counted[name] >= least));
for (const [name, least] of wrong) console.error(`${suite}: ${counted[name]} ${name}, at least ${least} must run`);
const tooMany = Object.entries(expected.skipped ?? {}).filter(([name, most]) => skipped[name] > most);
for (const [name, most] of tooMany)
  console.error(`${suite}: ${skipped[name]} ${name} tests skipped, at most ${most} may be`);
if (wrong.length + tooMany.length > 0) process.exit(1);
const total = (numbers) => numbers.reduce((all, number) => all + number, 0);
const failed =
  sum(/^ *Tests .*?(\d+) failed/gm) +
  sum(/^test result: \w+\. \d+ passed; (\d+) failed/gm) +
  sum(/^torture: .*?(\d+) failed/gm);
const passed = counted['vitest tests'] + counted['rust tests'] + counted['torture rows'] - skipped.torture;
console.log(
  `${suite}: ${Object.keys(expected.least)
    .map((name) => `${counted[name]} ${name}`)
    .join(', ')}`,
);
console.log(`${suite}: ${passed} passed, ${failed} failed, ${total(Object.values(skipped))} skipped`);
