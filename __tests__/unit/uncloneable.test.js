import { describe, expect, it } from 'vitest';
import path from 'node:path';
import { copyPackage, inChild } from '../support/child.js';
import { BACKENDS, loadStringOpsSync, requireHere } from '../support/package.js';

const { StringOpsFallback, WASMRuntimeCoordinator } = requireHere('../../index.js');

/** What has private fields would be cloned to an empty object, which the other side finds out much later. */
const refusalOf = (value) => {
  const { port1, port2 } = new MessageChannel();
  port1.close();
  try {
    return [() => structuredClone(value), () => port2.postMessage({ deep: [value] })].map((send) => {
      try {
        return send();
      } catch (error) {
        return error.name;
      }
    });
  } finally {
    port2.close();
  }
};

describe.each(BACKENDS)('on %s', (backend) => {
  const ops = loadStringOpsSync({ backend });

  it.each([
    ['an instance', () => ops],
    ['a held text', () => ops.hold('text')],
    ['a hash', () => ops.createHash()],
    ['a hash stream', () => ops.hashStream()],
    ['a search stream', () => ops.searchStream([], 'x')],
  ])('%s is not cloned', (_, make) => {
    const value = make();
    expect(refusalOf(value)).toEqual(['DataCloneError', 'DataCloneError']);
    expect(typeof value === 'object').toBe(true);
  });
});

it.each([
  ['a coordinator', () => new WASMRuntimeCoordinator()],
  ['its performance monitor', () => new WASMRuntimeCoordinator().performanceMonitor],
  ['a StringOpsFallback', () => new StringOpsFallback()],
])('%s is not cloned', (_, make) => {
  expect(refusalOf(make())).toEqual(['DataCloneError', 'DataCloneError']);
});

it('a held text of another copy of the package is told from what is none', () => {
  const { directory, remove } = copyPackage();
  try {
    const { value } = inChild(`
      const other = require(${JSON.stringify(path.join(directory, 'index.js'))});
      const ours = pkg.loadStringOpsSync({ backend: 'javascript' }).hold('a');
      const theirs = other.loadStringOpsSync({ backend: 'javascript' }).hold('a');
      const answerOf = (value) => { try { return ours.fastCompare(value); } catch ({ code, message }) { return { code, message }; } };
      return [theirs, {}, new Proxy(theirs, {})].map(answerOf);
    `);
    const [theirs, nothing, proxy] = value;
    expect(theirs).toEqual({
      code: 'ERR_INVALID_ARG_TYPE',
      message:
        'The "other" argument must be a string, a Uint8Array or a HeldText of this copy of stringops-booster, and it is ' +
        'of another copy. Received an instance of HeldText',
    });
    expect(nothing.message).toBe(
      'The "other" argument must be a string, a Uint8Array or a HeldText. Received an instance of Object',
    );
    expect(proxy.message).toBe('The "other" argument must be a string, a Uint8Array or a HeldText. Received a Proxy');
  } finally {
    remove();
  }
});
