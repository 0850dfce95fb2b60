// What a value of some kind must lead to as an argument of some type: according to the declarations, without any code
// of the package. An outcome is an error (class, code, whole message), something thrown that is passed on unchanged, or
// a value.
import { types } from 'node:util';
import { ANY, SPRUNG } from './kinds.js';

/** Left out, with all arguments after it. */
export const MISSING = Symbol('missing');

const subject = (name) => `"${name}" ${name.includes('.') ? 'property' : 'argument'}`;

export const wrongType = (name, expected, received) => ({
  error: {
    class: 'TypeError',
    code: 'ERR_INVALID_ARG_TYPE',
    message: `The ${subject(name)} must be ${expected}. Received ${received}`,
  },
});
const wrongValue = (name, reason, received) => ({
  error: {
    class: 'TypeError',
    code: 'ERR_INVALID_ARG_VALUE',
    message: `The ${subject(name)} ${reason}. Received ${received}`,
  },
});
const outOfRange = (name, range, value) => ({
  error: {
    class: 'RangeError',
    code: 'ERR_OUT_OF_RANGE',
    message: `The value of "${name}" is out of range. It must be ${range}. Received ${value}`,
  },
});
const passedOn = { error: { class: 'Error', code: undefined, message: SPRUNG } };
const counts = (value) => ({ value });

const INPUT = 'a string or a Uint8Array';
const isObject = (value) => typeof value === 'object' && value !== null;

/**
 * @typedef {object} Type
 * @property {(name: string, kind: import('./kinds.js').Kind, value: any, context: any) => any} of the outcome
 */

/** @param {string} [expected] */
const inputOf =
  (expected = INPUT) =>
  (name, kind) => {
    if (kind.input) return counts(kind.input());
    return wrongType(name, kind.lost ? INPUT : expected, kind.received);
  };
export const input = inputOf();
export const inputOrHeld = inputOf('a string, a Uint8Array or a HeldText');

/** An integer within a range; `unit` is what the message calls it. */
const integer =
  (least, most, unit = '', orNothing = false) =>
  (name, kind, value, context) => {
    if (orNothing && value === undefined) return counts(undefined);
    if (typeof value !== 'number') return wrongType(name, 'a number', kind.received);
    const [from, to] = [least, most].map((bound) => (typeof bound === 'function' ? bound(context) : bound));
    if (Number.isInteger(value) && value >= from && value <= to) return counts(value + 0);
    return outOfRange(name, `an integer from ${from} to ${to}${unit}`, String(value));
  };
export const seed = integer(0, 2 ** 32 - 1, '', true);
export const seed64 = (name, kind, value) => {
  if (value === undefined) return counts(undefined);
  if (typeof value !== 'bigint') return wrongType(name, 'a BigInt', kind.received);
  if (value >= 0n && value < 2n ** 64n) return counts(value);
  return outOfRange(name, 'a BigInt from 0 to 18446744073709551615', kind.received);
};
export const bits = (name, kind, value) => {
  if (value === undefined || value === 32) return counts(value);
  if (typeof value !== 'number') return wrongType(name, 'a number', kind.received);
  return wrongValue(name, 'must be 32 or 64', kind.received);
};
export const logValue = integer(-(2 ** 31), 2 ** 31 - 1);
export const pages = (least) => integer(least, 65536, ' (64 KiB pages)', true);
export const byteRange = (most) => integer(0, most, ' (bytes)');

export const position = (name, kind, value) => {
  if (value !== undefined && typeof value !== 'number') return wrongType(name, 'a number', kind.received);
  return counts(value);
};

export const boolean = (name, kind, value) => {
  if (value !== undefined && typeof value !== 'boolean') return wrongType(name, 'a boolean', kind.received);
  return counts(value);
};

export const callback = (name, kind, value) => {
  if (value !== undefined && typeof value !== 'function') return wrongType(name, 'a function', kind.received);
  return counts(value);
};

/** One of some strings. */
export const oneOf = (values, reason, typed) => (name, kind, value) => {
  if (value === undefined || values.includes(value)) return counts(value);
  if (typed && typeof value !== 'string') return wrongType(name, 'a string', kind.received);
  return wrongValue(name, reason, kind.received);
};

/**
 * Options that are not passed by name but as a whole. Their values are none of the kinds, so all that matters is
 * whether there is an unknown name.
 *
 * @param {string[]} names
 * @param {string} [expected]
 * @param {(kind: import('./kinds.js').Kind) => boolean} [isOther] what else may be passed in their place
 */
export const options =
  (names, expected = 'an object', isOther = () => false) =>
  (name, kind, value) => {
    if (value === undefined || isOther(kind)) return counts(undefined);
    if (!isObject(value) || kind.revoked || Array.isArray(value)) return wrongType(name, expected, kind.received);
    if (kind.name === 'an object whose getters throw') {
      // One of these names has a getter.
      return names.includes('overlapping') ? passedOn : counts(undefined);
    }
    if (kind.trap && !kind.input) return passedOn;
    const unknown = Object.keys(value).find((key) => !names.includes(key));
    if (unknown === undefined) return counts(undefined);
    return wrongValue(
      `${name}.${unknown}`,
      `is unknown; options are ${names.map((known) => `'${known}'`).join(', ')}`,
      ANY,
    );
  };

/** Options of which one is needed. */
export const needed = (check, option, expected) => (name, kind, value, context) => {
  const outcome = check(name, kind, value, context);
  return value === undefined || outcome.error ? outcome : wrongType(`${name}.${option}`, expected, 'undefined');
};

/** An object whose values are objects, or functions if they may be: what these kinds have is none of them. */
export const record = (orFunctions) => (name, kind, value) => {
  if (value === undefined) return counts(undefined);
  if (!isObject(value) || kind.revoked || Array.isArray(value)) return wrongType(name, 'an object', kind.received);
  let entries;
  try {
    entries = Object.entries(value);
  } catch (error) {
    return { error: { class: error.constructor.name, code: error.code, message: error.message } };
  }
  const [wrong] = entries.find(([, one]) => !(orFunctions && typeof one === 'function')) ?? [];
  return wrong === undefined ? counts(undefined) : wrongType(`${name}.${wrong}`, 'an object', ANY);
};

/** An integer up to what there is. */
export const upTo = (most) => integer(0, most);

export const bytes = (name, kind, value) =>
  kind.input && typeof value !== 'string' ? counts(kind.input()) : wrongType(name, 'a Uint8Array', kind.received);

export const wasmSource = (name, kind, value) => {
  if (kind.received === 'an instance of Module' && !kind.trap) return counts(value);
  if (kind.received === 'an instance of URL') return { error: { class: 'Error', code: 'ENOENT', message: ANY } };
  if (kind.received === 'an instance of ArrayBuffer' || (kind.input && typeof value !== 'string')) {
    const message = `The module is not valid WebAssembly: ${ANY}`;
    return { error: { class: 'Error', code: 'ERR_STRINGOPS_WASM_INVALID', message } };
  }
  if (kind.lost) return wrongType(name, INPUT, kind.received);
  return wrongType(name, 'a Uint8Array, an ArrayBuffer, a WebAssembly.Module, a path or a URL', kind.received);
};

/** The same, where it is loaded later. */
export const registeredWasm = (name, kind, value) => {
  const outcome = wasmSource(name, kind, value);
  return outcome.error?.class === 'Error' ? counts(undefined) : outcome;
};

export const signal = (name, kind, value) => {
  if (value === undefined) return counts(undefined);
  if (kind.trap && kind.name !== 'an object whose getters throw') return passedOn;
  return wrongType(name, 'an AbortSignal', kind.received);
};

/**
 * What iterating yields: elements, or what it throws.
 *
 * @param {any} value
 */
function elementsOf(value) {
  try {
    return { elements: [...value] };
  } catch (error) {
    return { error: { class: error.constructor.name, code: error.code, message: error.message } };
  }
}

const isInput = (element) =>
  typeof element === 'string' ||
  (Object.prototype.toString.call(element) === '[object Uint8Array]' && !isLost(element));
function isLost(array) {
  try {
    array.keys();
    return false;
  } catch {
    return true;
  }
}

/** What `describe` says about an element that the kinds have. */
const receivedElement = (element) => {
  if (element === undefined) return 'undefined';
  if (typeof element === 'number') return `type number (${element})`;
  if (element instanceof Uint8Array) return 'a Uint8Array over a detached ArrayBuffer';
  return `an instance of ${element.constructor.name}`;
};

/** The elements as the inputs they count for, or the error that the first wrong one causes. */
function checkElements(elements, nameOf) {
  const wrong = elements.findIndex((element) => !isInput(element));
  return wrong === -1 ? counts(elements) : wrongType(nameOf(wrong), INPUT, receivedElement(elements[wrong]));
}

/** @param {() => any} again the same value made again, as an iterator can be consumed only once */
export const list = (name, kind, _value, _context, again) => {
  const value = again();
  const refused = wrongType(name, 'an array or another iterable of strings and Uint8Arrays', kind.received);
  if (!isObject(value) || kind.revoked || ArrayBuffer.isView(value)) return refused;
  if (kind.trap) return Array.isArray(value) ? passedOn : refused;
  if (typeof value[Symbol.iterator] !== 'function') return refused;
  // In an array the hole comes first, whatever its length.
  if (kind.name.includes('a million')) return wrongType(`${name}[0]`, INPUT, 'undefined');
  const { elements, error } = elementsOf(value);
  return error ? { error } : checkElements(elements, (index) => `${name}[${index}]`);
};

/** The same for a list that must not be empty, nor have empty elements. */
export const needles = (name, kind, value, context, again) => {
  const outcome = list(name, kind, value, context, again);
  if (outcome.error !== undefined) return outcome;
  const empty = outcome.value.findIndex((element) => element.length === 0);
  if (outcome.value.length === 0) return wrongValue(name, 'must have at least one needle, list[0]', kind.received);
  return empty === -1 ? outcome : wrongValue(`${name}[${empty}]`, 'must not be empty', ANY);
};

export const readable = (name, kind, _value, _context, again) => {
  const value = again();
  const refused = wrongType(name, 'a Readable, a ReadableStream or an async iterable', kind.received);
  if (!isObject(value) || kind.revoked || ArrayBuffer.isView(value)) return refused;
  if (kind.name === 'an object whose getters throw') return refused;
  if (kind.trap) return passedOn;
  if (typeof value[Symbol.iterator] !== 'function') return refused;
  if (kind.name.includes('a million')) return wrongType('chunk', INPUT, 'undefined');
  const { elements, error } = elementsOf(value);
  return error ? { error } : checkElements(elements, () => 'chunk');
};

export const wasmInstance = (name, kind, value) => {
  const refused = wrongType(name, 'a WebAssembly.Instance', kind.received);
  if (!isObject(value) || kind.revoked) return refused;
  if (kind.trap && kind.name !== 'an object whose getters throw') return passedOn;
  if (isObject(value.exports))
    return wrongValue(name, "must export 'fastHash', 'fastCompare', 'fastSearch'", kind.received);
  return refused;
};

export const memory = (name, kind, value) =>
  kind.memory ? counts(value) : wrongType(name, 'a WebAssembly.Memory', kind.received);

/** A name under which nothing is registered, or no name at all. */
export const moduleName = (name, kind, value) => {
  if (typeof value !== 'string') return wrongType(name, 'a string', kind.received);
  return {
    error: {
      class: 'Error',
      code: 'ERR_STRINGOPS_UNKNOWN_MODULE',
      message: `There is no module ${ANY}; modules are 'stringOps'`,
    },
  };
};

export const operationName = (name, kind, value) => {
  if (typeof value !== 'string') return wrongType(name, 'a string', kind.received);
  return {
    error: {
      class: 'Error',
      code: 'ERR_STRINGOPS_UNKNOWN_OPERATION',
      message: `The module 'stringOps' has no operation ${ANY}`,
    },
  };
};

export const newName = (name, kind, value) => {
  if (typeof value !== 'string') return wrongType(name, 'a string', kind.received);
  return value === '' ? wrongValue(name, 'must not be empty', kind.received) : counts(value);
};

/** Whether an object has methods of its own or of its class; `Object.prototype` of any realm has isPrototypeOf. */
function hasMethods(value) {
  for (
    let holder = value;
    holder !== null && !Object.hasOwn(holder, 'isPrototypeOf');
    holder = Object.getPrototypeOf(holder)
  ) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      try {
        if (name !== 'constructor' && typeof value[name] === 'function') return true;
      } catch {
        // A getter that throws is not a method.
      }
    }
  }
  return false;
}

export const loader = (name, kind, value) => {
  if (typeof value === 'function') return counts(value);
  const refused = wrongType(name, 'a function or an object of functions', kind.received);
  if (!isObject(value) || kind.revoked || Array.isArray(value)) return refused;
  if (kind.name === 'an object whose getters throw') return refused;
  if (kind.trap) return passedOn;
  return hasMethods(value) && typeof value.then !== 'function' ? counts(value) : refused;
};

export const method = (name, kind, value) => {
  if (value === undefined || typeof value === 'function') return counts(value);
  if (typeof value !== 'string') return wrongType(name, 'a string or a function', kind.received);
  return wrongValue(name, "must be one of 'wasm', 'native', 'javascript'", kind.received);
};

export const text = (name, kind, value) =>
  typeof value === 'string' ? counts(value) : wrongType(name, 'a string', kind.received);

/** Of regular expressions. */
export const flags = (name, kind, value) => {
  if (value !== undefined && typeof value !== 'string') return wrongType(name, 'a string', kind.received);
  if (value === undefined || value === '') return counts(value);
  return { error: { class: 'SyntaxError', code: undefined, message: ANY } };
};

const isPattern = (value) => typeof value === 'string' || types.isRegExp(value);
const PATTERN = 'a string or a RegExp';
export const pattern = (name, kind, value) =>
  isPattern(value) ? counts(value) : wrongType(name, PATTERN, kind.received);

/** Elements by index: what iterates in another way is no array. */
const arrayOf = (check) => (name, kind, value) => {
  if (kind.revoked || !Array.isArray(value)) return wrongType(name, 'an array', kind.received);
  return kind.trap ? passedOn : check(name, value);
};
export const patterns = arrayOf((name, value) => {
  const elements = Array.from({ length: Math.min(value.length, 9) }, (_, index) => value[index]);
  const wrong = elements.findIndex((element) => !isPattern(element));
  return wrong === -1 ? counts(elements) : wrongType(`${name}[${wrong}]`, PATTERN, receivedElement(elements[wrong]));
});
export const files = arrayOf((_, value) => counts(value));

/** An argument that nobody reads. */
export const ignored = () => counts(undefined);

/** `this` of a method: the language's own error, without a code. */
export const receiver = () => ({ error: { class: 'TypeError', code: undefined, message: ANY } });
