import { parentPort, workerData } from 'node:worker_threads';

const { loadStringOps } = await import(workerData);
const ops = await loadStringOps();
parentPort.postMessage({ backend: ops.backend, hash: ops.fastHash('foobar') });
