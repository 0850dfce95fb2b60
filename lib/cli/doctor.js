'use strict';

/**
 * `doctor`: which backends are available, which is used, why, and whether they answer correctly.
 */

const os = require('node:os');
const { buildInfo } = require('../backends/addon/addon.js');
const { attempt, reasonOf, reasonsOf } = require('../errors/errors.js');
const { KNOWN_ANSWERS, wrongAnswers } = require('../operations/known-answers.js');
const { loadStringOpsSync } = require('../load/load.js');
const { BACKENDS } = require('../load/options.js');
const { paint } = require('./output.js');
const { version } = require('../../package.json');

/** @typedef {import('../instance/string-ops.js').BackendName} BackendName */

/**
 * @typedef {object} Finding
 * @property {BackendName} backend
 * @property {string[]} reasons why it is not available, outermost first; empty if it is
 * @property {string[]} wrong answers
 */

/**
 * @param {import('./arguments.js').Request} request
 * @param {import('./output.js').Output} output
 * @returns {Promise<number>} 0 if every available backend answers correctly, 1 if one does not, 2 if none is used
 */
async function doctor({ backend, json }, output) {
  const findings = (backend === undefined ? BACKENDS : [backend]).map((name) => {
    const { value, error } = load(name);
    return { backend: name, reasons: reasonsOf(error), wrong: value === null ? [] : wrongAnswers(value) };
  });
  // What a program would get here that asks for no backend, or for this one.
  const { value: used, error } = load(backend);
  const addon = attempt(buildInfo);
  const report = {
    version,
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    system: `${os.type()} ${os.release()}`,
    cpu: os.cpus()[0]?.model ?? 'unknown',
    addon: addon.value ?? { error: reasonOf(addon.error) },
    backend: used?.backend ?? null,
    reasons: reasonsOf(error ?? used?.fallbackReason),
    answers: KNOWN_ANSWERS.length,
    backends: findings,
  };
  await output.line(json ? JSON.stringify(report) : lines(report).join('\n'));
  if (used === null) return 2;
  return findings.some(({ wrong }) => wrong.length !== 0) ? 1 : 0;
}

/** @param {BackendName} [backend] the default one */
const load = (backend) => attempt(() => loadStringOpsSync({ backend }));

/**
 * @param {Record<string, any> & { backends: Finding[] }} report
 * @returns {string[]}
 */
function lines(report) {
  const { version: own, node, v8, platform, system, cpu, addon, backend, reasons, answers, backends } = report;
  /** @param {string} name @param {string} value */
  const row = (name, value) => `${name.padEnd(20)}${value}`;
  /** @param {string[]} texts */
  const below = (texts) => texts.map((text) => row('', `- ${text}`));
  return [
    row('stringops-booster', own),
    row('Node.js', `${node} (V8 ${v8})`),
    row('platform', `${platform} (${system})`),
    row('CPU', cpu),
    row('CPU level', addon.cpuLevel ?? 'unknown'),
    row('addon', addon.error ?? `${addon.version} for ${addon.target}, with wasmtime ${addon.wasmtime}`),
    row('backend', backend ?? 'none'),
    ...below(reasons),
    '',
    ...backends.flatMap(({ backend: name, reasons: causes, wrong }) => {
      if (causes.length !== 0) return [row(name, paint(process.stdout, 'yellow', 'unavailable')), ...below(causes)];
      const right = `${answers - wrong.length} of ${answers} answers right`;
      const verdict = wrong.length === 0 ? paint(process.stdout, 'green', 'ok') : paint(process.stdout, 'red', 'WRONG');
      return [row(name, `${verdict}, ${right}`), ...below(wrong)];
    }),
  ];
}

module.exports.doctor = doctor;
