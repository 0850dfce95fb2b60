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
