// npm start [-- FILE [NEEDLE]]: sets everything up, then hashes, searches and compares the lines of a file.
import { setup } from './setup.mjs';
import { run } from './steps.mjs';

setup();
run(process.execPath, ['examples/text-file.cjs', ...process.argv.slice(2)]);
