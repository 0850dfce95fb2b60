// npm run test:hosts              the packed package in every host; writes the table in docs/HOSTS.md
// npm run test:hosts -- --ci      in one host at least for each kind of fault
// npm run test:hosts -- NAME …    in those whose names begin so
//
// The last two compare what they see with the table instead.
import fs from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { HOSTS } from './package/hosts.mjs';
import { installTools, pack, temporaryFolder } from './package/scratch.mjs';
import { fail, root } from './steps.mjs';

const PAGE = path.join(root, 'docs/HOSTS.md');
const BEGIN = '<!-- hosts: written by `npm run test:hosts`; change scripts/package/, not these lines -->';
const END = '<!-- end of hosts -->';

const args = process.argv.slice(2);
const isChosen = (name) =>
  args.length === 0 || args.some((wish) => (wish === '--ci' ? HOSTS[name].ci : name.startsWith(wish.toLowerCase())));
const chosen = Object.keys(HOSTS).filter(isChosen);
if (chosen.length === 0) fail(`no host is called ${args.join(' ')}, only ${Object.keys(HOSTS).join(', ')}`);

installTools('runtimes');
installTools('packaging', ['--ignore-scripts']);
if (chosen.some((name) => !HOSTS[name].ci)) installTools('hosts', ['--ignore-scripts']);
const scratch = temporaryFolder();
const { file: tarball } = pack(root, scratch);

const code = (text) => (text === '' ? 'nothing' : `\`${text.replaceAll('|', '\\|')}\``);
const rows = [];
let failed = 0;
for (const name of chosen) {
  try {
    const begun = performance.now();
    const seen = await HOSTS[name].run({ folder: path.join(scratch, name), tarball });
    rows.push(...seen.map((row) => ({ ...row, setting: code(row.setting ?? ''), ci: HOSTS[name].ci ? 'yes' : '' })));
    const backends = seen.map(({ version, setting = '', backend }) => [version, setting, backend].join('  '));
    console.log(`${name} (${Math.round((performance.now() - begun) / 1000)} s)\n  ${backends.join('\n  ')}`);
  } catch (error) {
    failed += 1;
    console.error(`${name}  FAILED: ${error.message}`);
  }
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
if (failed > 0) fail(`the packed package fails in ${failed} of ${chosen.length} hosts`);

const HEAD = {
  host: 'host',
  version: 'version',
  form: 'form',
  setting: 'setting',
  backend: 'backend',
  ci: 'in `.ci/run`',
};
const line = ({ host, version, form = '', setting = '', backend, ci }) =>
  `| ${[host, version, form, setting, backend, ci].join(' | ')} |`;
const table = [HEAD, Object.fromEntries(Object.keys(HEAD).map((key) => [key, '---'])), ...rows].map(line);
const page = fs.readFileSync(PAGE, 'utf8');
const [before, after] = [page.slice(0, page.indexOf(BEGIN) + BEGIN.length), page.slice(page.indexOf(END))];
const options = {
  ...JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).prettier,
  parser: 'markdown',
};

if (args.length === 0) {
  fs.writeFileSync(PAGE, await format(`${before}\n\n${table.join('\n')}\n\n${after}`, options));
  console.log(`docs/HOSTS.md: ${rows.length} rows`);
} else {
  const plain = (text) => text.replace(/ +/g, ' ').trim();
  const written = page.split('\n').map(plain);
  const others = rows.map((row) => plain(line(row))).filter((row) => !written.includes(row));
  if (others.length > 0)
    fail(`docs/HOSTS.md has not these rows; npm run test:hosts writes them:\n${others.join('\n')}`);
}
