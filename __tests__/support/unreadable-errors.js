/**
 * Makers of things that a loader, an operation or a hook may throw, and that themselves throw when they are read.
 */
const thrower = () => {
  throw new Error('looked at');
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
