// npm test                     sets everything up, then runs the Rust tests and the JavaScript tests
// npm test -- FILE [OPTIONS]   sets everything up, then runs vitest with these arguments
import { setup } from './setup.mjs';
import { fail, has, run, tool } from './steps.mjs';

setup();
const args = process.argv.slice(2);
if (args.length === 0) {
  if (!has('cargo'))
    fail('the Rust tests need cargo: install Rust 1.95 or later (https://rustup.rs), then run this again.');
  run('cargo', ['test', '--locked']);
}
run(tool('vitest'), ['run', ...args]);
