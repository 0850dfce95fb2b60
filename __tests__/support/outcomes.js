// How calls and promises end, and what is awkward to be thrown.

/** What a call throws; undefined if it does not. */
export function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Class, code and message of what a call throws. */
export function failure(call) {
  const error = thrown(call);
  return error === undefined ? undefined : { class: error.constructor.name, code: error.code, message: error.message };
}

/** What a promise rejects with; undefined if it does not. */
export const rejection = (promise) =>
  promise.then(
    () => undefined,
    (error) => error,
  );

/** The code of what a promise rejects with. */
export const codeOf = (promise) =>
  promise.then(
    () => 'no error',
    ({ code }) => code,
  );

/** A promise, with the functions that settle it. */
export function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

/** A turn of the event loop. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Makers of things that a loader, an operation or a hook may throw, and that themselves throw when they are read.
 */
const thrower = () => {
  throw new Error('inspected');
};

/** @type {Record<string, () => unknown>} */
export const UNREADABLE = {
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a proxy with traps that throw': () => new Proxy(new Error('x'), { get: thrower, getPrototypeOf: thrower }),
  'an error with a getter for its message': () => Object.defineProperty(new Error('x'), 'message', { get: thrower }),
  'an error whose message is no text': () => Object.assign(new Error('x'), { message: Object.create(null) }),
};
