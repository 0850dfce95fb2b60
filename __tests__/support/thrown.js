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
