// npm run examples: runs every example as its first lines say, and compares what it prints. All but the browser's run a
// second time without the addon, as on a platform without a binary.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, root, run, tool } from './steps.mjs';

/** Variables that others may have set for their own runs. */
const FORCING = ['STRINGOPS_BACKEND', 'DISABLE_WASM', 'NODE_OPTIONS', 'INIT_CWD'];

const COMPILED = '.build/examples';

const BACKEND = 'backend (wasmtime|native|webassembly)';

/** A string stands for itself; a regular expression must match a whole line. */
const EXAMPLES = [
  {
    args: ['examples/direct.mjs'],
    prints: [new RegExp(BACKEND), 'hash 3582672807', 'sorted Apple apple zebra éclair 🚀', 'found at 6'],
  },
  {
    args: ['examples/coordinator.mjs'],
    prints: [
      'hash 902254868',
      'accelerated true',
      'matches 2',
      'words 6 by javascript',
      'a mistake ERR_STRINGOPS_UNKNOWN_OPERATION',
      /healthy true \((\d+) of \1 known answers\)/,
      'calls 3 errors 0',
      'after close ERR_STRINGOPS_DISPOSED',
    ],
  },
  { args: ['examples/optional.mjs'], prints: ['enhanced false hash 2202306613', 'enhanced true hash 2202306613'] },
  {
    args: [`${COMPILED}/typescript.mjs`],
    prints: ['Wörter 2 0', 'Wort 1 29', 'Satz 0 -1', 'order -1', 'too large ERR_STRINGOPS_MEMORY'],
  },
  {
    args: ['examples/wasm/main.mjs'],
    prints: [
      'C: class A in line 1',
      'C: function b in line 3',
      'C with SIMD: squares 1 4 9 16 25',
      'Rust: 3 words, the longest übergroßes',
      'AssemblyScript: deviation 1.4142',
      'WAT: 3582672807 -1 6',
      'stopped: ERR_STRINGOPS_WASM_FUEL',
      'and again: [{"kind":"class","name":"A","line":1,"depth":0}]',
    ],
  },
  {
    args: ['examples/text-file.cjs', 'LICENSE', 'Permission'],
    prints: [
      /file {6}LICENSE: \d+ characters, \d+ bytes, \d+ lines/,
      /backend {3}(wasmtime|native|webassembly).*/,
      'needle    "Permission"',
      '',
      / +result +this package +plain JavaScript/,
      /hash of the text +[0-9a-f]{8} .*/,
      /hashes of its lines, distinct +\d+ .*/,
      /first byte of the needle +\d+ .*/,
      /a needle that is not there +-1 .*/,
      /lines not below the one before +\d+ .*/,
      /the text against a changed copy +1 .*/,
    ],
  },
  {
    args: ['examples/text-file.cjs', 'no-such-file'],
    status: 2,
    prints: [],
    complains: /cannot read .*no-such-file: ENOENT/,
  },
];

/** Nothing on standard error except, without the addon, the one warning that it is missing. */
const WARNING = /^\(node:\d+\) \[STRINGOPS_FALLBACK\] StringOpsWarning: .*\n\(Use `node --trace-warnings .*\n$/;

const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FORCING.includes(name)));

const matches = (line, wanted) =>
  typeof wanted === 'string' ? line === wanted : new RegExp(`^(?:${wanted.source})$`, 'u').test(line);

/** @returns {string | null} what is wrong */
function check({ args, prints, status: wanted = 0, complains }, flags) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [...flags, ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  if (error) return String(error);
  if (status !== wanted) return `it ended with ${status}, not ${wanted}:\n${stdout}${stderr}`;
  const lines = stdout === '' ? [] : stdout.trimEnd().split('\n');
  const wrong = Array.from({ length: Math.max(lines.length, prints.length) }, (_, i) => i).filter(
    (i) => lines[i] === undefined || prints[i] === undefined || !matches(lines[i], prints[i]),
  );
  if (wrong.length > 0)
    return wrong.map((i) => `line ${i + 1} is ${JSON.stringify(lines[i])}, not ${prints[i]}`).join('\n');
  const said = flags.length === 0 ? stderr : stderr.replace(WARNING, '');
  if (complains ? !complains.test(said) : said !== '') return `it complains: ${stderr}`;
  return null;
}

/** Starts the server of the browser example and requests the page and what the page needs. */
async function checkServer() {
  const server = spawn(process.execPath, ['examples/browser/serve.mjs', '0'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let printed = '';
    for await (const chunk of server.stdout) {
      printed += chunk;
      if (printed.includes('\n')) break;
    }
    const [url] = printed.split(' ');
    for (const file of [
      '',
      'main.mjs',
      'style.css',
      '../../dist/browser/index.mjs',
      '../../modules/stringOps/stringOps.wasm',
    ]) {
      const { status, headers } = await fetch(new URL(file, url));
      if (status !== 200) return `${file || 'the page'} is answered with ${status}`;
      if (file === '' && !headers.get('content-security-policy')?.includes("'wasm-unsafe-eval'"))
        return 'the page has no policy';
    }
    const outside = await fetch(new URL('/..%2f..%2fetc/passwd', url));
    return outside.status === 404 ? null : 'it serves what lies outside of its folder';
  } finally {
    server.kill();
  }
}

run(tool('tsc'), [
  '--rootDir',
  'examples',
  '--outDir',
  COMPILED,
  '--module',
  'nodenext',
  '--target',
  'es2023',
  '--strict',
  '--types',
  'node',
  '--ignoreConfig',
  'examples/typescript.mts',
]);

const known = EXAMPLES.map(({ args: [file] }) => path.basename(file).replace('typescript.mjs', 'typescript.mts'));
const forgotten = fs
  .readdirSync(path.join(root, 'examples'))
  .filter((name) => !['browser', 'wasm', ...known].includes(name));
if (forgotten.length > 0) fail(`scripts/examples.mjs does not run ${forgotten.join(', ')}`);

let wrong = 0;
const report = (name, problem) => {
  console.log(`${problem === null ? 'ok    ' : 'WRONG '} ${name}`);
  if (problem === null) return;
  wrong++;
  console.log(problem);
};
for (const example of EXAMPLES) {
  for (const flags of [[], ['--no-addons']]) report([...flags, ...example.args].join(' '), check(example, flags));
}
report('examples/browser/serve.mjs', await checkServer());
if (wrong > 0) fail(`${wrong} examples are wrong`);
