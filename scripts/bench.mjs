// npm run bench [-- OPTIONS]: sets everything up, then measures this package against what one would use instead. The
// options are those of benches/report/main.mjs.
import { setup } from './setup.mjs';
import { run, upToDate } from './steps.mjs';

setup();
upToDate({
  name: 'bench-dependencies',
  inputs: ['benches/package.json', 'benches/package-lock.json'],
  outputs: ['benches/node_modules/.package-lock.json'],
  make() {
    console.error('stringops-booster: installing the other contenders from the lock file of benches/ …');
    run('npm', ['ci', '--prefix', 'benches', '--ignore-scripts', '--no-audit', '--no-fund']);
  },
});
run(process.execPath, ['benches/report/main.mjs', ...process.argv.slice(2)]);
