'use strict';
// node stack-edge.cjs DIRECTORY BACKEND FRAMES [WORKER_STACK_MB]: recurses until the stack is used up, and on the way
// back calls each operation from every frame, until it has answered FRAMES times. Prints the outcome, as JSON.
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

function edge(directory, backend, frames) {
  const { loadStringOpsSync } = require(directory);
  const ops = loadStringOpsSync({ backend });
  const text = `${'x'.repeat(5000)}y`;
  const bytes = Buffer.from(text);
  const chinese = '世'.repeat(3000);
  const held = ops.hold(text);
  const calls = {
    'fastHash of a string': () => ops.fastHash(text),
    'fastHash of bytes': () => ops.fastHash(bytes),
    'fastHash of Chinese': () => ops.fastHash(chinese),
    'fastCompare of strings': () => ops.fastCompare(text, chinese),
    'fastCompare of bytes': () => ops.fastCompare(bytes, bytes.subarray(1)),
    'fastSearch in a string': () => ops.fastSearch(text, 'xy'),
    'fastSearch in bytes': () => ops.fastSearch(bytes, 'xy'),
    fastIndexOf: () => ops.fastIndexOf(text, 'xy'),
    fastSearchAll: () => ops.fastSearchAll(text, 'xx').length,
    fastCount: () => ops.fastCount(text, 'xx'),
    fastHashMany: () => ops.fastHashMany([text, bytes, 'a'])[1],
    createHash: () => ops.createHash().update(text).digest(),
    'fastSearch in a held text': () => held.fastSearch('xy'),
    load: () => loadStringOpsSync({ backend }).fastHash(text),
    'a wrong argument': () => {
      try {
        ops.fastHash(1);
      } catch (error) {
        if (error.code === 'ERR_INVALID_ARG_TYPE') return error.code;
        throw error;
      }
      return 'nothing thrown';
    },
  };
  // A trace of each error would take most of the time.
  Error.stackTraceLimit = 0;
  const tally = { right: 0, refused: 0, wrong: [] };
  for (const [name, call] of Object.entries(calls)) {
    const expected = call();
    let left = frames;
    const attempt = () => {
      let outcome;
      try {
        outcome = call();
      } catch (error) {
        if (error instanceof RangeError && error.code === undefined) tally.refused++;
        else tally.wrong.push(`${name}: ${error.name} ${error.code} ${error.message}`);
        return;
      }
      if (outcome !== expected) tally.wrong.push(`${name}: ${outcome}`);
      tally.right++;
      left--;
    };
    const dive = () => {
      try {
        dive();
      } catch {
        // The end of the stack, or too near to it to record what happened.
      }
      if (left > 0) attempt();
    };
    dive();
    if (call() !== expected) tally.wrong.push(`${name}: wrong afterwards`);
  }
  tally.wrong = [...new Set(tally.wrong)].slice(0, 10);
  return tally;
}

if (isMainThread) {
  const [directory, backend, frames, stack] = process.argv.slice(2);
  if (stack === undefined) {
    console.log(JSON.stringify(edge(directory, backend, Number(frames))));
  } else {
    const worker = new Worker(__filename, {
      workerData: [directory, backend, Number(frames)],
      resourceLimits: { stackSizeMb: Number(stack) },
    });
    worker.on('message', (tally) => console.log(JSON.stringify(tally)));
  }
} else {
  parentPort.postMessage(edge(...workerData));
}
