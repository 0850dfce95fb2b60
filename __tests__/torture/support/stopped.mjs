// node stopped.mjs '{"backend":…,"stops":…}': calls while a shell stops this process again and again, and sends it signals.
import { spawn } from 'node:child_process';
import { loadStringOpsSync } from '../../support/package.js';

const { backend, stops } = JSON.parse(process.argv[2]);
const ops = loadStringOpsSync({ backend });
const bytes = Buffer.alloc(8 << 20, 'ab');
const hash = ops.fastHash(bytes);
const expected = [hash, -1, hash, -1].join();

const heard = new Set();
for (const name of ['SIGUSR2', 'SIGALRM', 'SIGURG', 'SIGPROF']) process.on(name, () => heard.add(name));

const script = `i=0; while [ $i -lt ${stops} ]; do
  for signal in USR2 STOP ALRM URG; do kill -$signal ${process.pid} || exit 1; done
  sleep 0.01
  for signal in CONT PROF; do kill -$signal ${process.pid} || exit 1; done
  i=$((i + 1)); sleep 0.01
done`;
let status;
const shell = spawn('sh', ['-c', script], { stdio: 'ignore' });
shell.on('close', (code) => (status = code));

let [calls, wrong] = [0, 0];
while (status === undefined) {
  const needle = Buffer.from('abb');
  const pending = [ops.fastHashAsync(bytes), ops.fastSearchAsync(bytes, needle)];
  const answers = [ops.fastHash(bytes), ops.fastSearch(bytes, needle), ...(await Promise.all(pending))];
  if (answers.join() !== expected) wrong++;
  calls += answers.length;
}
process.stdout.write(JSON.stringify({ backend, calls, wrong, heard: [...heard].sort(), status }), () => process.exit());
