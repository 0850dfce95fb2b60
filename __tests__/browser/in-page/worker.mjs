// By its path, as a worker has no import map.
import { loadStringOps } from '../../../dist/browser/index.mjs';

const ops = await loadStringOps();
const answers = [
  ops.fastHash('foobar'),
  ops.fastCompare('apple', 'banana'),
  await ops.fastSearchAsync('h\u00e9llo world', 'world'),
];
postMessage({ backend: ops.backend, answers });
