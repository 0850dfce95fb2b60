// Generated from lib/ by `npm run build:browser`. Do not edit.
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// lib/browser/is-proxy.js
var require_is_proxy = __commonJS({
  "lib/browser/is-proxy.js"(exports, module) {
    "use strict";
    var isProxy = () => false;
    module.exports.isProxy = isProxy;
  }
});

// lib/text/typed-array.js
var require_typed_array = __commonJS({
  "lib/text/typed-array.js"(exports, module) {
    "use strict";
    var prototype = Object.getPrototypeOf(Uint8Array.prototype);
    function getter(key) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
      return (
        /** @type {(this: unknown) => any} */
        descriptor && descriptor.get
      );
    }
    var tag = getter(Symbol.toStringTag);
    var length = getter("length");
    var buffer = getter("buffer");
    var byteOffset = getter("byteOffset");
    var keys = prototype.keys;
    var isUint8Array = (value) => tag.call(value) === "Uint8Array";
    var lengthOf = (array) => length.call(array);
    var bufferOf = (array) => buffer.call(array);
    var offsetOf = (array) => byteOffset.call(array);
    function isOutOfBounds(array) {
      try {
        keys.call(array);
        return false;
      } catch {
        return true;
      }
    }
    function isDetached(arrayBuffer) {
      try {
        ArrayBuffer.prototype.slice.call(arrayBuffer, 0, 0);
        return false;
      } catch {
        return true;
      }
    }
    function copyOf(array) {
      const copy = new Uint8Array(lengthOf(array));
      copy.set(array);
      return copy;
    }
    var viewOf = (array, start, end) => new Uint8Array(bufferOf(array), offsetOf(array) + start, end - start);
    module.exports.isUint8Array = isUint8Array;
    module.exports.lengthOf = lengthOf;
    module.exports.bufferOf = bufferOf;
    module.exports.offsetOf = offsetOf;
    module.exports.isOutOfBounds = isOutOfBounds;
    module.exports.isDetached = isDetached;
    module.exports.copyOf = copyOf;
    module.exports.viewOf = viewOf;
  }
});

// lib/errors/describe.js
var require_describe = __commonJS({
  "lib/errors/describe.js"(exports, module) {
    "use strict";
    var { isProxy } = require_is_proxy();
    var { isUint8Array, lengthOf, bufferOf, isOutOfBounds, isDetached } = require_typed_array();
    var LONGEST_QUOTE = 28;
    var WIDEST_BIGINT = 10n ** 24n;
    function describe(value) {
      if (value === void 0 || value === null) return String(value);
      if (typeof value === "function") return describeFunction(value);
      if (typeof value === "object") return describeObject(value);
      return describePrimitive(
        /** @type {string | number | bigint | boolean | symbol} */
        value
      );
    }
    function describePrimitive(value) {
      let text;
      if (typeof value === "string") text = quote(value);
      else if (typeof value === "bigint") {
        if (value > WIDEST_BIGINT || value < -WIDEST_BIGINT) return "type bigint";
        text = `${value}n`;
      } else if (Object.is(value, -0)) text = "-0";
      else text = String(value);
      if (text.length > LONGEST_QUOTE) text = `${text.slice(0, LONGEST_QUOTE - 3)}...`;
      return `type ${typeof value} (${text})`;
    }
    function quote(value) {
      const escaped = JSON.stringify(value.slice(0, LONGEST_QUOTE)).slice(1, -1);
      return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
    }
    function describeFunction(value) {
      const name = isProxy(value) ? "" : ownText(value, "name");
      return name === "" ? "an anonymous function" : `function ${name}`;
    }
    function describeObject(value) {
      try {
        if (isUint8Array(value) && lengthOf(value) === 0 && isOutOfBounds(value)) {
          return isDetached(bufferOf(value)) ? "a Uint8Array over a detached ArrayBuffer" : "a Uint8Array out of bounds of its resized ArrayBuffer";
        }
        if (isProxy(value)) return "a Proxy";
        const name = constructorName(value);
        return name === "" ? "an object without a constructor" : `an instance of ${name}`;
      } catch {
        return "an object";
      }
    }
    function constructorName(value) {
      for (let holder = value; holder !== null; holder = Object.getPrototypeOf(holder)) {
        if (isProxy(holder)) return "";
        const descriptor = Object.getOwnPropertyDescriptor(holder, "constructor");
        if (descriptor === void 0) continue;
        const constructor = descriptor.value;
        return typeof constructor === "function" && !isProxy(constructor) ? ownText(constructor, "name") : "";
      }
      return "";
    }
    function ownText(holder, key) {
      try {
        const descriptor = Object.getOwnPropertyDescriptor(holder, key);
        const text = descriptor && descriptor.value;
        return typeof text === "string" ? text : "";
      } catch {
        return "";
      }
    }
    module.exports.describe = describe;
  }
});

// lib/errors/errors.js
var require_errors = __commonJS({
  "lib/errors/errors.js"(exports, module) {
    "use strict";
    var { describe } = require_describe();
    var LONGEST_NAME = 64;
    var ANY_INPUT = "a string or a Uint8Array";
    function coded(error, code, factory) {
      if (typeof Error.captureStackTrace === "function") Error.captureStackTrace(error, factory);
      return Object.assign(error, { code });
    }
    var subject = (name) => `"${name}" ${name.includes(".") ? "property" : "argument"}`;
    function invalidArgType(name, value, expected = ANY_INPUT) {
      const message = `The ${subject(name)} must be ${expected}. Received ${describe(value)}`;
      return coded(new TypeError(message), "ERR_INVALID_ARG_TYPE", invalidArgType);
    }
    function invalidArgValue(name, value, reason) {
      const message = `The ${subject(name)} ${reason}. Received ${describe(value)}`;
      return coded(new TypeError(message), "ERR_INVALID_ARG_VALUE", invalidArgValue);
    }
    function invalidEnvironment(name, value, allowed) {
      const message = `The environment variable ${name} must be one of ${list(allowed)}. Received ${describe(value)}`;
      return coded(new TypeError(message), "ERR_INVALID_ARG_VALUE", invalidEnvironment);
    }
    function outOfRange(name, range, value) {
      const received = typeof value === "number" ? String(value) : describe(value);
      const message = `The value of ${JSON.stringify(name)} is out of range. It must be ${range}. Received ${received}`;
      return coded(new RangeError(message), "ERR_OUT_OF_RANGE", outOfRange);
    }
    function memoryLimit(needed, limit, cause) {
      const message = `The inputs of this call need ${needed} bytes of memory, and the limit is ${limit} bytes`;
      const error = cause === void 0 ? new RangeError(message) : new RangeError(message, { cause });
      return Object.assign(coded(error, "ERR_STRINGOPS_MEMORY", memoryLimit), { needed, limit });
    }
    function backendUnavailable(backend, cause) {
      const message = `The "${backend}" backend is unavailable: ${reasonOf(cause)}`;
      const error = coded(new Error(message, { cause }), "ERR_STRINGOPS_BACKEND", backendUnavailable);
      Object.defineProperty(error, /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom"), ownDescriptor({ value: inspectWhole }));
      return Object.assign(error, { backend });
    }
    var ownDescriptor = (descriptor) => Object.assign(/* @__PURE__ */ Object.create(null), descriptor);
    function inspectWhole(_depth, options, inspect) {
      return inspect(this, { ...options, depth: Infinity, customInspect: false });
    }
    function loadFailed(what, cause) {
      const error = cause === void 0 ? new Error(what) : new Error(`${what}: ${reasonOf(cause)}`, { cause });
      return coded(error, "ERR_STRINGOPS_BACKEND", loadFailed);
    }
    function brokenModule(what, cause) {
      const error = cause === void 0 ? new Error(what) : new Error(what, { cause });
      return coded(error, "ERR_STRINGOPS_MODULE", brokenModule);
    }
    function hashState(what) {
      return coded(new Error(what), "ERR_STRINGOPS_HASH_STATE", hashState);
    }
    function freed() {
      return coded(new Error("The held text has been freed"), "ERR_STRINGOPS_FREED", freed);
    }
    function invalidReturnValue(what, value, expected) {
      const message = `${what} must return ${expected}. Received ${describe(value)}`;
      return coded(new TypeError(message), "ERR_INVALID_RETURN_VALUE", invalidReturnValue);
    }
    function unknownModule(module2, available) {
      const message = `There is no module ${quoted(module2)}; modules are ${list(available)}`;
      const error = coded(new Error(message), "ERR_STRINGOPS_UNKNOWN_MODULE", unknownModule);
      return Object.assign(error, { module: module2, available });
    }
    function unknownOperation(module2, operation, available) {
      const message = `The module ${quoted(module2)} has no operation ${quoted(operation)}; its operations are ${list(available)}`;
      const error = coded(new Error(message), "ERR_STRINGOPS_UNKNOWN_OPERATION", unknownOperation);
      return Object.assign(error, { module: module2, operation, available });
    }
    function moduleExists(module2) {
      const message = `A module ${quoted(module2)} is registered already`;
      return Object.assign(coded(new Error(message), "ERR_STRINGOPS_MODULE_EXISTS", moduleExists), { module: module2 });
    }
    function loadCycle(module2, inHook) {
      const message = inHook ? `A dispose hook would wait for its own end by waiting for the module ${quoted(module2)}` : `The loader of the module ${quoted(module2)} would wait for its own end`;
      return Object.assign(coded(new Error(message), "ERR_STRINGOPS_CYCLE", loadCycle), { module: module2 });
    }
    function disposed() {
      const message = "The coordinator has been disposed; initialize() makes it usable again";
      return coded(new Error(message), "ERR_STRINGOPS_DISPOSED", disposed);
    }
    function unloadFailed(errors) {
      const message = `${errors.length} modules could not be disposed of: ${errors.map(reasonOf).join("; ")}`;
      return coded(new AggregateError(errors, message), "ERR_STRINGOPS_UNLOAD", unloadFailed);
    }
    function panicked() {
      const message = "stringops-booster: internal error (panic)";
      return coded(new Error(message), "ERR_STRINGOPS_INTERNAL", panicked);
    }
    function reentrant() {
      const message = "The log callback called back into the instance whose call it serves";
      return coded(new Error(message), "ERR_STRINGOPS_REENTRANT", reentrant);
    }
    function reasonOf(cause) {
      const said = isError(cause) ? read(cause, "message") : cause;
      const line = typeof said === "string" ? said.split("\n", 1)[0] : "";
      return line === "" ? `${describe(cause)} was thrown` : line;
    }
    function linksOf(error) {
      const links = [];
      for (let link = error; isError(link) && !links.includes(link); link = read(link, "cause")) links.push(link);
      return links;
    }
    function isError(value) {
      try {
        return value instanceof Error || /^\[object (?:Error|DOMException)\]$/.test(Object.prototype.toString.call(value));
      } catch {
        return false;
      }
    }
    function read(error, key) {
      try {
        return error[key];
      } catch {
        return void 0;
      }
    }
    var reasonsOf = (error) => linksOf(error).map(reasonOf);
    var quoted = (name) => `'${name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name}'`;
    var list = (names) => names.map((name) => `'${name}'`).join(", ");
    module.exports.invalidArgType = invalidArgType;
    module.exports.invalidArgValue = invalidArgValue;
    module.exports.invalidEnvironment = invalidEnvironment;
    module.exports.outOfRange = outOfRange;
    module.exports.memoryLimit = memoryLimit;
    module.exports.backendUnavailable = backendUnavailable;
    module.exports.loadFailed = loadFailed;
    module.exports.brokenModule = brokenModule;
    module.exports.hashState = hashState;
    module.exports.freed = freed;
    module.exports.panicked = panicked;
    module.exports.reentrant = reentrant;
    module.exports.invalidReturnValue = invalidReturnValue;
    module.exports.unknownModule = unknownModule;
    module.exports.unknownOperation = unknownOperation;
    module.exports.moduleExists = moduleExists;
    module.exports.loadCycle = loadCycle;
    module.exports.disposed = disposed;
    module.exports.unloadFailed = unloadFailed;
    module.exports.reasonOf = reasonOf;
    module.exports.linksOf = linksOf;
    module.exports.reasonsOf = reasonsOf;
    module.exports.list = list;
    module.exports.ownDescriptor = ownDescriptor;
  }
});

// lib/text/utf8.js
var require_utf8 = __commonJS({
  "lib/text/utf8.js"(exports, module) {
    "use strict";
    var MOST_BYTES_PER_UNIT = 3;
    var LARGE = 1 << 20;
    var LARGEST_ROOM = 2 ** 30;
    var encoder = new TextEncoder();
    var REPLACEMENT = 65533;
    var REPLACEMENT_BYTES = [239, 191, 189];
    var isSurrogate = (unit) => (unit & 63488) === 55296;
    var isHighSurrogate = (unit) => (unit & 64512) === 55296;
    var isLowSurrogate = (unit) => (unit & 64512) === 56320;
    function byteLength(text, start = 0, end = text.length) {
      let bytes = end - start;
      for (let i = start; i < end; i++) {
        const unit = text.charCodeAt(i);
        if (unit < 128) continue;
        if (unit < 2048) {
          bytes += 1;
        } else {
          bytes += 2;
          if (isHighSurrogate(unit) && i + 1 < end && isLowSurrogate(text.charCodeAt(i + 1))) i++;
        }
      }
      return bytes;
    }
    function codePointAt(text, index) {
      const unit = text.charCodeAt(index);
      if (!isSurrogate(unit)) return unit;
      if (isHighSurrogate(unit) && index + 1 < text.length) {
        const low = text.charCodeAt(index + 1);
        if (isLowSurrogate(low)) return 65536 + ((unit & 1023) << 10) + (low & 1023);
      }
      return REPLACEMENT;
    }
    function splitsPair(text, index) {
      return index > 0 && index < text.length && isLowSurrogate(text.charCodeAt(index)) && isHighSurrogate(text.charCodeAt(index - 1));
    }
    function encode(text) {
      if (text.length < LARGE) return encoder.encode(text);
      const bytes = new Uint8Array(byteLength(text));
      for (let done = 0, end = 0; done < text.length; ) {
        const room = bytes.subarray(end, end + LARGEST_ROOM);
        const { read, written } = encoder.encodeInto(done === 0 ? text : text.slice(done), room);
        done += read;
        end += written;
      }
      return bytes;
    }
    module.exports.LARGEST_ROOM = LARGEST_ROOM;
    module.exports.encode = encode;
    module.exports.MOST_BYTES_PER_UNIT = MOST_BYTES_PER_UNIT;
    module.exports.REPLACEMENT_BYTES = REPLACEMENT_BYTES;
    module.exports.byteLength = byteLength;
    module.exports.codePointAt = codePointAt;
    module.exports.isSurrogate = isSurrogate;
    module.exports.isHighSurrogate = isHighSurrogate;
    module.exports.isLowSurrogate = isLowSurrogate;
    module.exports.splitsPair = splitsPair;
  }
});

// lib/operations/input.js
var require_input = __commonJS({
  "lib/operations/input.js"(exports, module) {
    "use strict";
    var { invalidArgType, outOfRange } = require_errors();
    var { isUint8Array, lengthOf, isOutOfBounds } = require_typed_array();
    var { byteLength } = require_utf8();
    var OFFSET_BASIS = 2166136261;
    var LARGEST_SEED = 4294967295;
    function sizeOf(name, value) {
      if (typeof value === "string") return value.length;
      if (isUint8Array(value)) {
        const length = lengthOf(value);
        if (length !== 0 || !isOutOfBounds(value)) return length;
      }
      throw invalidArgType(name, value);
    }
    function invalidInput(name, value) {
      try {
        sizeOf(
          name,
          /** @type {Input} */
          value
        );
        return void 0;
      } catch (error) {
        return (
          /** @type {Error} */
          error
        );
      }
    }
    var byteLengthOf = (value) => typeof value === "string" ? byteLength(value) : lengthOf(value);
    function invalidSeed(value, name = "seed") {
      if (typeof value !== "number") return invalidArgType(name, value, "a number");
      if (Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED) return void 0;
      return outOfRange(name, `an integer from 0 to ${LARGEST_SEED}`, value);
    }
    function stateOf(seed, name) {
      if (seed === void 0) return OFFSET_BASIS;
      const error = invalidSeed(seed, name);
      if (error !== void 0) throw error;
      return seed;
    }
    function invalidLogValue(value) {
      if (typeof value !== "number") return invalidArgType("value", value, "a number");
      if ((value | 0) === value) return void 0;
      return outOfRange("value", "an integer from -2147483648 to 2147483647", value);
    }
    function logValueOf(value) {
      const error = invalidLogValue(value);
      if (error !== void 0) throw error;
      return value;
    }
    module.exports.OFFSET_BASIS = OFFSET_BASIS;
    module.exports.sizeOf = sizeOf;
    module.exports.byteLengthOf = byteLengthOf;
    module.exports.stateOf = stateOf;
    module.exports.logValueOf = logValueOf;
    module.exports.invalidInput = invalidInput;
    module.exports.invalidSeed = invalidSeed;
    module.exports.invalidLogValue = invalidLogValue;
  }
});

// lib/errors/is-revoked.js
var require_is_revoked = __commonJS({
  "lib/errors/is-revoked.js"(exports, module) {
    "use strict";
    function isRevoked(value) {
      try {
        Array.isArray(value);
        return false;
      } catch {
        return true;
      }
    }
    module.exports.isRevoked = isRevoked;
  }
});

// lib/operations/named-options.js
var require_named_options = __commonJS({
  "lib/operations/named-options.js"(exports, module) {
    "use strict";
    var { invalidArgType, invalidArgValue, list } = require_errors();
    var { isRevoked } = require_is_revoked();
    var NONE = Object.freeze(/* @__PURE__ */ Object.create(null));
    function readNamed(options, names, expected = "an object") {
      if (options === void 0) return NONE;
      if (typeof options !== "object" || options === null || isRevoked(options) || Array.isArray(options)) {
        throw invalidArgType("options", options, expected);
      }
      for (const name of Object.keys(options)) {
        if (!names.includes(name)) {
          const reason = `is unknown; options are ${list(names)}`;
          throw invalidArgValue(`options.${name}`, Reflect.get(options, name), reason);
        }
      }
      return (
        /** @type {Record<string, unknown>} */
        options
      );
    }
    module.exports.readNamed = readNamed;
  }
});

// lib/operations/async.js
var require_async = __commonJS({
  "lib/operations/async.js"(exports, module) {
    "use strict";
    var { invalidArgType, panicked } = require_errors();
    var { sizeOf, stateOf } = require_input();
    var { isRevoked } = require_is_revoked();
    var { readNamed } = require_named_options();
    var { copyOf, lengthOf, viewOf } = require_typed_array();
    var { encode } = require_utf8();
    var SLICE = 1 << 18;
    var NEEDLES_PER_SLICE = 4;
    function asynchronous(pool, copies, limit) {
      const own = (input) => {
        if (typeof input !== "string" && copies) return input;
        return limit.within(() => typeof input === "string" ? encode(input) : copyOf(input), input);
      };
      return {
        /**
         * @param {Input} input
         * @param {{ seed?: number, signal?: AbortSignal }} [options]
         * @returns {Promise<number>}
         */
        async fastHashAsync(input, options) {
          sizeOf("input", input);
          const { seed, signal } = readNamed(options, ["seed", "signal"]);
          const state = stateOf(
            /** @type {number | undefined} */
            seed,
            "options.seed"
          );
          const watched = signalOf(signal);
          limit.check(sizeOf("input", input), input);
          return settle(pool, watched, (done) => pool.startHash(own(input), state, done));
        },
        /**
         * @param {Input} haystack
         * @param {Input} needle
         * @param {{ signal?: AbortSignal }} [options]
         * @returns {Promise<number>}
         */
        async fastSearchAsync(haystack, needle, options) {
          sizeOf("haystack", haystack);
          sizeOf("needle", needle);
          const { signal } = readNamed(options, ["signal"]);
          const watched = signalOf(signal);
          limit.check(sizeOf("haystack", haystack) + sizeOf("needle", needle), haystack, needle);
          return settle(pool, watched, (done) => pool.startSearch(own(haystack), own(needle), done));
        }
      };
    }
    function signalOf(signal) {
      if (signal === void 0) return void 0;
      if (!isAbortSignal(signal)) throw invalidArgType("options.signal", signal, "an AbortSignal");
      if (signal.aborted) throw signal.reason;
      return signal;
    }
    var isAbortSignal = (value) => typeof value === "object" && value !== null && !isRevoked(value) && "aborted" in value && ["addEventListener", "removeEventListener"].every((name) => typeof Reflect.get(value, name) === "function");
    function settle(pool, signal, start) {
      return new Promise((resolve, reject) => {
        const work = start((result, error) => {
          try {
            signal?.removeEventListener("abort", onAbort);
          } catch (thrown) {
            reject(thrown);
          }
          if (result !== void 0) resolve(result);
          else reject(error ?? panicked());
        });
        const onAbort = () => {
          if (pool.cancelWork(work)) resolve(rejection(signal));
        };
        try {
          signal?.addEventListener("abort", onAbort, { once: true });
        } catch (thrown) {
          pool.cancelWork(work);
          reject(thrown);
        }
      });
    }
    async function rejection(signal) {
      throw signal?.reason;
    }
    function createSlices(ops, limit) {
      const waiting = /* @__PURE__ */ new Set();
      let next = 0;
      const unheld = (slice) => {
        const { held } = limit;
        limit.keep(-held);
        try {
          return slice();
        } finally {
          limit.keep(held);
        }
      };
      const start = (step, done) => {
        const work = next++;
        waiting.add(work);
        const run = () => {
          try {
            const result = unheld(step);
            if (result === void 0) wait(run);
            else done(result);
          } catch (error) {
            done(void 0, error);
          }
        };
        wait(() => {
          if (waiting.delete(work)) run();
        });
        return work;
      };
      return {
        startHash(input, seed, done) {
          const length = lengthOf(input);
          let [offset, state] = [0, seed];
          return start(() => {
            const end = Math.min(offset + SLICE, length);
            state = ops.fastHash(viewOf(input, offset, end), state);
            offset = end;
            return offset === length ? state : void 0;
          }, done);
        },
        startSearch(haystack, needle, done) {
          const length = lengthOf(haystack);
          const step = Math.max(SLICE, NEEDLES_PER_SLICE * lengthOf(needle));
          const overlap = Math.max(0, lengthOf(needle) - 1);
          let offset = 0;
          return start(() => {
            const found = ops.fastSearch(viewOf(haystack, offset, Math.min(offset + step + overlap, length)), needle);
            if (found !== -1) return offset + found;
            offset += step;
            return offset >= length ? -1 : void 0;
          }, done);
        },
        cancelWork: (work) => waiting.delete(work)
      };
    }
    var TURN = 1;
    var slices = [];
    var isRunning = false;
    function wait(slice) {
      slices.push(slice);
      if (isRunning) return;
      isRunning = true;
      later(runSlices);
    }
    function runSlices() {
      const end = performance.now() + TURN;
      do
        slices.shift()?.();
      while (slices.length > 0 && performance.now() < end);
      isRunning = slices.length > 0;
      if (isRunning) later(runSlices);
    }
    function later(callback) {
      if (typeof setImmediate === "function") {
        setImmediate(callback);
        return;
      }
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        callback();
      };
      port2.postMessage(void 0);
    }
    module.exports.asynchronous = asynchronous;
    module.exports.createSlices = createSlices;
  }
});

// lib/kernels/fnv1a.js
var require_fnv1a = __commonJS({
  "lib/kernels/fnv1a.js"(exports, module) {
    "use strict";
    var { REPLACEMENT_BYTES, isHighSurrogate, isLowSurrogate } = require_utf8();
    var PRIME = 16777619;
    function hashString(text, state) {
      const length = text.length;
      let hash = state | 0;
      for (let i = 0; i < length; i++) {
        const unit = text.charCodeAt(i);
        if (unit < 128) {
          hash = Math.imul(hash ^ unit, PRIME);
        } else if (unit < 2048) {
          hash = Math.imul(hash ^ (192 | unit >> 6), PRIME);
          hash = Math.imul(hash ^ (128 | unit & 63), PRIME);
        } else if ((unit & 63488) !== 55296) {
          hash = Math.imul(hash ^ (224 | unit >> 12), PRIME);
          hash = Math.imul(hash ^ (128 | unit >> 6 & 63), PRIME);
          hash = Math.imul(hash ^ (128 | unit & 63), PRIME);
        } else {
          const low = i + 1 < length ? text.charCodeAt(i + 1) : 0;
          if (isHighSurrogate(unit) && isLowSurrogate(low)) {
            const point = 65536 + ((unit & 1023) << 10) + (low & 1023);
            hash = Math.imul(hash ^ (240 | point >> 18), PRIME);
            hash = Math.imul(hash ^ (128 | point >> 12 & 63), PRIME);
            hash = Math.imul(hash ^ (128 | point >> 6 & 63), PRIME);
            hash = Math.imul(hash ^ (128 | point & 63), PRIME);
            i++;
          } else {
            for (const byte of REPLACEMENT_BYTES) hash = Math.imul(hash ^ byte, PRIME);
          }
        }
      }
      return hash >>> 0;
    }
    function hashBytes(bytes, length, state) {
      let hash = state | 0;
      for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[i], PRIME);
      return hash >>> 0;
    }
    module.exports.hashString = hashString;
    module.exports.hashBytes = hashBytes;
  }
});

// lib/operations/hash-many.js
var require_hash_many = __commonJS({
  "lib/operations/hash-many.js"(exports, module) {
    "use strict";
    var { invalidArgType } = require_errors();
    var { hashBytes, hashString } = require_fnv1a();
    var { OFFSET_BASIS, sizeOf } = require_input();
    var { isRevoked } = require_is_revoked();
    var { isUint8Array } = require_typed_array();
    var HASHED_HERE = 12;
    var LONGEST_TEXT = 256;
    var LONGEST_JOINED = 2048;
    var LONGEST_BYTES_HERE = 64;
    var MOST_JOINED = 1 << 16;
    var EXPECTED = "an array or another iterable of strings and Uint8Arrays";
    function elementsOf(inputs) {
      const elements = [];
      if (!isRevoked(inputs) && Array.isArray(inputs)) {
        const { length } = inputs;
        if (typeof length !== "number") throw invalidArgType("inputs.length", length, "a number");
        for (let i = 0; i < length; i++) elements.push(checked(inputs[i], i));
      } else {
        for (const element of iterableOf(inputs)) elements.push(checked(element, elements.length));
      }
      return elements;
    }
    function checked(element, index) {
      if (typeof element === "string" || isUint8Array(element)) return element;
      throw invalidArgType(`inputs[${index}]`, element);
    }
    function iterableOf(value) {
      const method = typeof value !== "object" || value === null || ArrayBuffer.isView(value) ? void 0 : iteratorOf(value);
      if (typeof method !== "function") throw invalidArgType("inputs", value, EXPECTED);
      return { [Symbol.iterator]: () => method.call(value) };
    }
    function iteratorOf(value) {
      try {
        return Reflect.get(value, Symbol.iterator);
      } catch {
        return void 0;
      }
    }
    function sizesOf(elements, limit) {
      const sizes = new Uint32Array(elements.length);
      let total = 0;
      for (let i = 0; i < elements.length; i++) {
        const element = elements[i];
        const size = typeof element === "string" ? element.length : sizeOf(`inputs[${i}]`, element);
        sizes[i] = size;
        total += size;
      }
      limit.checkAll(total, elements);
      return sizes;
    }
    var hashingEach = (fastHash, limit) => (inputs) => {
      const elements = elementsOf(inputs);
      const hashes = sizesOf(elements, limit);
      for (let i = 0; i < elements.length; i++) hashes[i] = hashOne(elements[i], hashes[i], fastHash);
      return hashes;
    };
    function hashOne(input, size, fastHash) {
      if (typeof input === "string") return size <= HASHED_HERE ? hashString(input, OFFSET_BASIS) : fastHash(input);
      return size <= LONGEST_BYTES_HERE ? hashBytes(input, size, OFFSET_BASIS) : fastHash(input);
    }
    var isJoined = (text, size, ascii) => size <= LONGEST_TEXT || ascii && size <= LONGEST_JOINED && (text.charCodeAt(0) | text.charCodeAt(size >> 1) | text.charCodeAt(size - 1)) < 128;
    var hashingJoined = (hashJoined, fastHash, limit) => (inputs) => {
      const elements = elementsOf(inputs);
      const hashes = sizesOf(elements, limit);
      const { length } = elements;
      let ascii = true;
      for (let start = 0; start < length; ) {
        const parts = [];
        let end = start;
        for (let units = 0; end < length && units < MOST_JOINED; end++) {
          const element = elements[end];
          const size = hashes[end];
          if (typeof element === "string" && size > HASHED_HERE && isJoined(element, size, ascii)) {
            parts.push(element);
            units += size;
          }
        }
        const count = end - start;
        if (parts.length === count) {
          ascii = hashJoined(parts.join(""), count === length ? hashes : hashes.subarray(start, end)) && ascii;
        } else {
          ascii = hashSome(parts, elements, hashes, start, end) && ascii;
        }
        start = end;
      }
      return hashes;
      function hashSome(parts, elements2, hashes2, start, end) {
        const joined = new Uint32Array(parts.length);
        for (let i = 0; i < parts.length; i++) joined[i] = parts[i].length;
        const ascii2 = parts.length === 0 || hashJoined(parts.join(""), joined);
        for (let i = start, next = 0; i < end; i++) {
          const element = elements2[i];
          hashes2[i] = element === parts[next] ? joined[next++] : hashOne(element, hashes2[i], fastHash);
        }
        return ascii2;
      }
    };
    module.exports.hashingEach = hashingEach;
    module.exports.hashingJoined = hashingJoined;
  }
});

// lib/operations/hints.js
var require_hints = __commonJS({
  "lib/operations/hints.js"(exports, module) {
    "use strict";
    var LONG = 127;
    var HUGE = 1 << 15;
    var IS_LONG = 1;
    var IS_ASCII = 2;
    var IS_HUGE = 4;
    var HINT_BITS = 3;
    function hintOf(input) {
      if (typeof input !== "string" || input.length < LONG) return 0;
      const { length } = input;
      const sample = input.charCodeAt(0) | input.charCodeAt(length >> 1) | input.charCodeAt(length - 1);
      return IS_LONG | (sample < 128 ? IS_ASCII : 0) | (length >= HUGE ? IS_HUGE : 0);
    }
    var hintsOf = (first, second) => hintOf(first) | hintOf(second) << HINT_BITS;
    module.exports.hintOf = hintOf;
    module.exports.hintsOf = hintsOf;
  }
});

// lib/kernels/compare.js
var require_compare = __commonJS({
  "lib/kernels/compare.js"(exports, module) {
    "use strict";
    var { codePointAt, isSurrogate, splitsPair } = require_utf8();
    var FIRST_STRIDE = 64;
    var LAST_STRIDE = 1024;
    var FEW = 16;
    var order = (a, b) => a < b ? -1 : a > b ? 1 : 0;
    function compareStrings(a, b) {
      const end = Math.min(a.length, b.length);
      const few = Math.min(end, FEW);
      let x = 0;
      for (let i = 0; i < few; i++) {
        x = a.charCodeAt(i);
        const y = b.charCodeAt(i);
        if (x === y) continue;
        if (isSurrogate(x) || isSurrogate(y)) return compareFrom(a, b, i, end);
        return x < y ? -1 : 1;
      }
      if (few === end && !isSurrogate(x)) return order(a.length, b.length);
      return compareFrom(a, b, few, end);
    }
    function compareFrom(a, b, start, end) {
      let i = commonUnits(a, b, start, end);
      if (splitsPair(a, i) || splitsPair(b, i)) i--;
      while (i < end) {
        const x = codePointAt(a, i);
        const y = codePointAt(b, i);
        if (x !== y) return x < y ? -1 : 1;
        i += x > 65535 ? 2 : 1;
      }
      return order(a.length, b.length);
    }
    function commonUnits(a, b, start, end) {
      let i = start;
      let stride = FIRST_STRIDE;
      let stop = Math.min(i + stride, end);
      while (stop < end && a.slice(i, stop) === b.slice(i, stop)) {
        i = stop;
        stride = Math.min(4 * stride, LAST_STRIDE);
        stop = Math.min(i + stride, end);
      }
      while (stop - i > FEW) {
        const middle = i + stop >> 1;
        if (a.slice(i, middle) === b.slice(i, middle)) i = middle;
        else stop = middle;
      }
      return agreeing(a, b, i, stop);
    }
    function agreeing(a, b, start, end) {
      let i = start;
      while (i < end && a.charCodeAt(i) === b.charCodeAt(i)) i++;
      return i;
    }
    function compareBytes(a, aLength, b, bLength) {
      const end = Math.min(aLength, bLength);
      for (let i = 0; i < end; i++) {
        if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
      }
      return order(aLength, bLength);
    }
    function compareStringToBytes(text, bytes, length) {
      let at = 0;
      for (let i = 0; i < text.length; ) {
        const point = codePointAt(text, i);
        const continuations = point < 128 ? 0 : point < 2048 ? 1 : point < 65536 ? 2 : 3;
        for (let k = continuations; k >= 0; k--) {
          if (at === length) return 1;
          const byte = k === continuations ? LEADS[k] | point >> 6 * k : 128 | point >> 6 * k & 63;
          if (byte !== bytes[at]) return byte < bytes[at] ? -1 : 1;
          at++;
        }
        i += point > 65535 ? 2 : 1;
      }
      return at === length ? 0 : -1;
    }
    var LEADS = [0, 192, 224, 240];
    module.exports.order = order;
    module.exports.compareStrings = compareStrings;
    module.exports.compareBytes = compareBytes;
    module.exports.compareStringToBytes = compareStringToBytes;
  }
});

// lib/instance/short-inputs.js
var require_short_inputs = __commonJS({
  "lib/instance/short-inputs.js"(exports, module) {
    "use strict";
    var { hashBytes, hashString } = require_fnv1a();
    var { hintOf, hintsOf } = require_hints();
    var { OFFSET_BASIS } = require_input();
    var { compareStrings, order } = require_compare();
    var { isUint8Array, lengthOf } = require_typed_array();
    var { byteLength } = require_utf8();
    var HASHED_HERE = 160;
    var COMPARED_HERE = 32;
    var SEARCHED_HERE = 64;
    var LONGEST_NEEDLE_HERE = 32;
    var hashing = (fastHash, limit) => (input, seed) => {
      if (typeof input === "string") {
        if (input.length <= HASHED_HERE && input.length <= limit.surelyFits && isState(seed)) {
          return hashString(input, seed ?? OFFSET_BASIS);
        }
        return fastHash(input, seed, hintOf(input));
      }
      if (isUint8Array(input)) {
        const length = lengthOf(input);
        if (length <= HASHED_HERE && length > 0 && isState(seed)) {
          return hashBytes(input, length, seed ?? OFFSET_BASIS);
        }
      }
      return fastHash(input, seed);
    };
    var isState = (seed) => seed === void 0 || typeof seed === "number" && seed >>> 0 === seed;
    var comparing = (fastCompare, limit) => (a, b) => {
      if (typeof a === "string" && typeof b === "string") {
        if (a === b) return 0;
        if (a.length + b.length <= limit.surelyFits) return compareStrings(a, b);
      } else if (isUint8Array(a) && isUint8Array(b)) {
        const early = compareStarts(a, b, limit.surelyFits);
        if (early !== void 0) return early;
      }
      return fastCompare(a, b, hintsOf(a, b));
    };
    function compareStarts(a, b, surelyFits) {
      const aLength = lengthOf(a);
      const bLength = lengthOf(b);
      if (aLength === 0 || bLength === 0 || aLength + bLength > surelyFits) return void 0;
      if (a === b) return 0;
      const end = Math.min(aLength, bLength);
      for (let i = 0; i < end; i++) {
        if (i === COMPARED_HERE) return void 0;
        const x = a[i];
        const y = b[i];
        if (x !== y) return x < y ? -1 : 1;
      }
      return order(aLength, bLength);
    }
    var searching = (fastSearch, limit) => (haystack, needle) => {
      if (typeof haystack === "string" && typeof needle === "string" && needle.length <= LONGEST_NEEDLE_HERE && haystack.length + needle.length <= limit.surelyFits) {
        const start = haystack.length <= SEARCHED_HERE ? haystack : haystack.slice(0, SEARCHED_HERE);
        const index = start.indexOf(needle);
        if ((index !== -1 || start === haystack) && isPlain(needle)) {
          return index === -1 ? -1 : byteLength(start, 0, index);
        }
      }
      return fastSearch(haystack, needle, hintsOf(haystack, needle));
    };
    function isPlain(needle) {
      for (let i = 0; i < needle.length; i++) {
        if (needle.charCodeAt(i) >= 55296) return needle.isWellFormed() && !needle.includes("\uFFFD");
      }
      return true;
    }
    module.exports.isPlain = isPlain;
    module.exports.hashing = hashing;
    module.exports.comparing = comparing;
    module.exports.searching = searching;
  }
});

// lib/kernels/two-way.js
var require_two_way = __commonJS({
  "lib/kernels/two-way.js"(exports, module) {
    "use strict";
    function greatestSuffix(needle, length, reverse) {
      let start = 0;
      let candidate = 1;
      let matched = 0;
      let period = 1;
      while (candidate + matched < length) {
        const best = needle[start + matched];
        const other = needle[candidate + matched];
        if (best === other) {
          if (++matched === period) {
            candidate += period;
            matched = 0;
          }
        } else if (reverse ? other > best : other < best) {
          candidate += matched + 1;
          matched = 0;
          period = candidate - start;
        } else {
          start = candidate++;
          matched = 0;
          period = 1;
        }
      }
      return { cut: start, period };
    }
    function factorize(needle, length) {
      const forward = greatestSuffix(needle, length, false);
      const backward = greatestSuffix(needle, length, true);
      return forward.cut > backward.cut ? forward : backward;
    }
    function skipTable(needle, length) {
      const table = new Uint32Array(256).fill(length);
      for (let i = 0; i < length; i++) table[needle[i] & 255] = length - 1 - i;
      return table;
    }
    function prepare(needle, length) {
      const { cut, period } = factorize(needle, length);
      let periodic = true;
      for (let i = 0; i < cut && periodic; i++) periodic = needle[i] === needle[i + period];
      const shift = periodic ? period : Math.max(cut, length - cut) + 1;
      return { cut, skips: skipTable(needle, length), periodic, shift };
    }
    function twoWaySearch(haystack, haystackLength, needle, length, from = 0, prepared = prepare(needle, length)) {
      const { cut, skips, periodic, shift } = prepared;
      const lastWindow = haystackLength - length;
      const overlap = periodic ? length - shift : 0;
      let window = from;
      let known = 0;
      while (window <= lastWindow) {
        if (known === 0) {
          const skip = skips[haystack[window + length - 1] & 255];
          if (skip !== 0) {
            window += skip;
            continue;
          }
        }
        let right = Math.max(cut, known);
        while (right < length && needle[right] === haystack[window + right]) right++;
        if (right < length) {
          window += right - cut + 1;
          known = 0;
          continue;
        }
        let left = cut - 1;
        while (left >= known && needle[left] === haystack[window + left]) left--;
        if (left < known) return window;
        window += shift;
        known = overlap;
      }
      return -1;
    }
    module.exports.prepare = prepare;
    module.exports.twoWaySearch = twoWaySearch;
  }
});

// lib/kernels/linear-index-of.js
var require_linear_index_of = __commonJS({
  "lib/kernels/linear-index-of.js"(exports, module) {
    "use strict";
    var { prepare, twoWaySearch } = require_two_way();
    var LINEAR = 250;
    var FEW = 1 << 22;
    var WINDOW = 1 << 16;
    function indexOf(text, needle, from = 0) {
      const { length } = needle;
      const rest = text.length - from;
      if (length <= LINEAR || rest < length || rest * length <= FEW) return text.indexOf(needle, from);
      const start = needle.slice(0, LINEAR);
      let inVain = 0;
      for (let at = text.indexOf(start, from); at !== -1; at = text.indexOf(start, at + 1)) {
        if (inVain > rest) return byTwoWay(text, needle, at);
        if (text.startsWith(needle, at)) return at;
        inVain += length;
      }
      return -1;
    }
    function byTwoWay(text, needle, from) {
      const { length } = needle;
      const pattern = unitsOf(needle, 0, length);
      const prepared = prepare(pattern, length);
      const step = Math.max(WINDOW, length);
      for (let at = from; at + length <= text.length; at += step) {
        const units = unitsOf(text, at, Math.min(at + step + length - 1, text.length));
        const index = twoWaySearch(units, units.length, pattern, length, 0, prepared);
        if (index !== -1) return at + index;
      }
      return -1;
    }
    function unitsOf(text, start, end) {
      const units = new Uint16Array(end - start);
      for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(start + i);
      return units;
    }
    module.exports.LINEAR = LINEAR;
    module.exports.indexOf = indexOf;
  }
});

// lib/operations/fast-index-of.js
var require_fast_index_of = __commonJS({
  "lib/operations/fast-index-of.js"(exports, module) {
    "use strict";
    var { isPlain } = require_short_inputs();
    var { hintsOf } = require_hints();
    var { LINEAR, indexOf } = require_linear_index_of();
    var { invalidArgType } = require_errors();
    var { sizeOf } = require_input();
    var { readNamed } = require_named_options();
    var { viewOf } = require_typed_array();
    var { isHighSurrogate, isLowSurrogate } = require_utf8();
    var SEARCHED_HERE = 1 << 13;
    var CROSSES_FROM = 1 << 15;
    var SAMPLE = 1 << 12;
    var FREQUENT = SAMPLE >> 6;
    var LONGEST_NEEDLE = 1 << 12;
    var OVERLAPPING = 1 << 6;
    function positionOf(position) {
      if (position === void 0) return 0;
      if (typeof position !== "number") throw invalidArgType("position", position, "a number");
      return position > 0 ? Math.floor(position) : 0;
    }
    function overlappingOf(options) {
      const { overlapping = false } = readNamed(options, ["overlapping"]);
      if (typeof overlapping !== "boolean") throw invalidArgType("options.overlapping", overlapping, "a boolean");
      return overlapping;
    }
    var findingAll = (operation) => (haystack, needle, options) => {
      sizeOf("haystack", haystack);
      sizeOf("needle", needle);
      const overlapping = overlappingOf(options) ? OVERLAPPING : 0;
      return operation(haystack, needle, hintsOf(haystack, needle) | overlapping);
    };
    var indexing = (fastSearch, limit, unitSearch) => (haystack, needle, position) => {
      const size = sizeOf("haystack", haystack);
      const needleSize = sizeOf("needle", needle);
      const start = Math.min(positionOf(position), size);
      limit.check(size + needleSize, haystack, needle);
      if (typeof haystack === "string" && typeof needle === "string") {
        if (needleSize > LINEAR)
          return limit.within(() => indexOfStrings(haystack, needle, start, unitSearch), haystack, needle);
        return indexOfStrings(haystack, needle, start, unitSearch);
      }
      if (needleSize === 0) return start;
      const rest = restOf(haystack, start, size);
      const offset = fastSearch(rest, needle, hintsOf(rest, needle));
      if (offset === -1) return -1;
      return start + (typeof rest === "string" ? unitAt(rest, offset) : offset);
    };
    function indexOfStrings(haystack, needle, start, unitSearch) {
      if (unitSearch === void 0 || haystack.length - start < CROSSES_FROM || needle.length > LONGEST_NEEDLE) {
        return indexOf(haystack, needle, start);
      }
      const stop = start + SEARCHED_HERE;
      const early = indexOf(haystack.slice(start, stop + needle.length - 1), needle);
      if (early !== -1) return start + early;
      if (!looksAscii(haystack, stop) || !isCommon(haystack, needle[0], start) || !isPlain(needle)) {
        return indexOf(haystack, needle, stop);
      }
      const rest = haystack.slice(stop);
      const found = unitSearch(rest, needle, hintsOf(rest, needle));
      return found === -1 ? -1 : stop + found;
    }
    function looksAscii(text, start) {
      const { length } = text;
      return (text.charCodeAt(start) | text.charCodeAt(start + length >> 1) | text.charCodeAt(length - 1)) < 128;
    }
    function isCommon(haystack, unit, start) {
      const sample = haystack.slice(start, start + SAMPLE);
      let index = -1;
      for (let i = 0; i < FREQUENT; i++) {
        index = sample.indexOf(unit, index + 1);
        if (index === -1) return false;
      }
      return true;
    }
    function restOf(haystack, start, size) {
      if (start === 0) return haystack;
      if (typeof haystack === "string") return haystack.slice(start);
      return viewOf(haystack, start, size);
    }
    function unitAt(text, offset) {
      let index = 0;
      for (let bytes = 0; ; ) {
        const unit = text.charCodeAt(index);
        const isPair = isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1));
        bytes += unit < 128 ? 1 : unit < 2048 ? 2 : isPair ? 4 : 3;
        if (bytes > offset) return index;
        index += isPair ? 2 : 1;
      }
    }
    module.exports.findingAll = findingAll;
    module.exports.indexing = indexing;
    module.exports.overlappingOf = overlappingOf;
  }
});

// lib/instance/held-text.js
var require_held_text = __commonJS({
  "lib/instance/held-text.js"(exports, module) {
    "use strict";
    var { hintOf } = require_hints();
    var { freed, invalidArgType } = require_errors();
    var { sizeOf } = require_input();
    var { overlappingOf } = require_fast_index_of();
    var { isUint8Array, lengthOf } = require_typed_array();
    var { REPLACEMENT_BYTES } = require_utf8();
    var OVERLAPPING = 1;
    var COUNTED = 2;
    var FREED = -1;
    var DECODED = 1 << 28;
    var dispose = Symbol.dispose ?? /* @__PURE__ */ Symbol.for("Symbol.dispose");
    var forgotten = new FinalizationRegistry((release) => release());
    var HeldText = class {
      #kernel;
      #id;
      #release;
      /** Where positions end: UTF-16 units of a string, bytes of an array. */
      #length;
      #byteLength;
      #isText;
      /** A string in which halves of pairs stand alone: its UTF-8 does not tell them from U+FFFD. */
      #illFormed = "";
      /**
       * @param {HeldOperations} kernel
       * @param {Input} input
       */
      constructor(kernel, input) {
        const id = kernel.holdText(input, hintOf(input));
        const bytes = kernel.heldLength(id);
        this.#kernel = kernel;
        this.#id = id;
        this.#byteLength = bytes;
        this.#length = typeof input === "string" ? input.length : bytes;
        this.#isText = typeof input === "string";
        if (typeof input === "string" && bytes !== input.length && !input.isWellFormed()) this.#illFormed = input;
        this.#release = () => kernel.freeText(id);
        forgotten.register(this, this.#release, this);
      }
      /** @returns {number} */
      get byteLength() {
        this.#live();
        return this.#byteLength;
      }
      /**
       * @param {number} [seed]
       * @returns {number}
       */
      fastHash(seed) {
        return this.#kernel.heldHash(this.#live(), seed);
      }
      /**
       * @param {HeldText | Input} other
       * @returns {-1 | 0 | 1}
       */
      fastCompare(other) {
        const id = this.#live();
        if (typeof other === "object" && other !== null && #id in other) {
          const otherId = other.#live();
          if (other.#kernel === this.#kernel) return this.#kernel.heldCompareHeld(id, otherId);
          return this.#kernel.heldCompare(id, other.#bytes(), 0);
        }
        if (typeof other !== "string" && !isUint8Array(other)) {
          throw invalidArgType("other", other, "a string, a Uint8Array or a HeldText");
        }
        return this.#kernel.heldCompare(id, other, hintOf(other));
      }
      /**
       * @param {Input} needle
       * @returns {number}
       */
      fastSearch(needle) {
        return this.#kernel.heldSearch(this.#live(), needle, hintOf(needle));
      }
      /**
       * @param {Input} needle
       * @param {number} [position]
       * @returns {number}
       */
      fastIndexOf(needle, position) {
        const id = this.#live();
        sizeOf("needle", needle);
        const start = positionOf(position, this.#length);
        if (this.#isText && this.#isAmbiguous(needle, start)) {
          return this.#kernel.fastIndexOf(this.#illFormed || decodeText(this.#bytes()), needle, start);
        }
        return this.#kernel.heldSearch(id, needle, hintOf(needle), start);
      }
      /**
       * @param {Input} needle
       * @param {{ overlapping?: boolean | undefined }} [options]
       * @returns {Uint32Array}
       */
      fastSearchAll(needle, options) {
        return (
          /** @type {Uint32Array} */
          this.#searchAll(0, needle, options)
        );
      }
      /**
       * @param {Input} needle
       * @param {{ overlapping?: boolean | undefined }} [options]
       * @returns {number}
       */
      fastCount(needle, options) {
        return (
          /** @type {number} */
          this.#searchAll(COUNTED, needle, options)
        );
      }
      /**
       * @param {number} flags
       * @param {Input} needle
       * @param {{ overlapping?: boolean | undefined }} [options]
       */
      #searchAll(flags, needle, options) {
        this.#live();
        sizeOf("needle", needle);
        const overlapping = overlappingOf(options) ? OVERLAPPING : 0;
        return this.#kernel.heldSearchAll(this.#live(), needle, hintOf(needle), flags | overlapping);
      }
      /**
       * Whether the text's bytes may not tell where the string would have this needle: halves of pairs are not
       * in them, and bytes may be those of U+FFFD, which a pair begins with if the position is within it.
       *
       * @param {Input} needle
       * @param {number} start
       */
      #isAmbiguous(needle, start) {
        if (typeof needle !== "string") {
          return start > 0 && this.#length !== this.#byteLength && REPLACEMENT_BYTES.includes(needle[0]);
        }
        return !needle.isWellFormed() || this.#illFormed !== "" && needle.includes("\uFFFD");
      }
      /** A copy of the text's bytes. */
      #bytes() {
        const words = new Uint32Array(Math.ceil(this.#byteLength / 4));
        this.#kernel.heldCopy(this.#live(), words);
        return new Uint8Array(words.buffer, 0, this.#byteLength);
      }
      free() {
        if (this.#id === FREED) return;
        this.#release();
        this.#id = FREED;
        forgotten.unregister(this);
      }
      [dispose]() {
        this.free();
      }
      /** @returns {number} the text's number */
      #live() {
        if (this.#id === FREED) throw freed();
        return this.#id;
      }
    };
    function decodeText(bytes) {
      const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
      let text = "";
      const length = lengthOf(bytes);
      for (let at = 0; at < length; at += DECODED) {
        text += decoder.decode(bytes.subarray(at, at + DECODED), { stream: true });
      }
      return text;
    }
    var holder = (kernel) => (input) => new HeldText(kernel, input);
    function positionOf(position, length) {
      if (position === void 0) return 0;
      if (typeof position !== "number") throw invalidArgType("position", position, "a number");
      return position > 0 ? Math.min(Math.trunc(position), length) : 0;
    }
    module.exports.HeldText = HeldText;
    module.exports.holder = holder;
    module.exports.OVERLAPPING = OVERLAPPING;
    module.exports.COUNTED = COUNTED;
  }
});

// lib/backends/javascript/held-store.js
var require_held_store = __commonJS({
  "lib/backends/javascript/held-store.js"(exports, module) {
    "use strict";
    var { freed } = require_errors();
    var { byteLengthOf, sizeOf } = require_input();
    var { COUNTED, OVERLAPPING } = require_held_text();
    var { copyOf } = require_typed_array();
    var { encode } = require_utf8();
    var encoder = new TextEncoder();
    function createHeldStore(ops, limit) {
      const texts = /* @__PURE__ */ new Map();
      let next = 0;
      const textOf = (id) => {
        const text = texts.get(id);
        if (text === void 0) throw freed();
        return text;
      };
      const counted = (bytes, operation) => {
        limit.keep(-bytes);
        try {
          return operation();
        } finally {
          limit.keep(bytes);
        }
      };
      const against = (text, other) => {
        const { source } = text;
        if (typeof source !== "string" || typeof other === "string") return source;
        return text.bytes ??= limit.within(() => encode(source), source, other);
      };
      return {
        holdText(input) {
          limit.check(sizeOf("input", input), input);
          const source = typeof input === "string" ? input : limit.within(() => copyOf(input), input);
          const length = byteLengthOf(source);
          texts.set(next, { source, length, bytes: void 0 });
          limit.keep(length);
          return next++;
        },
        freeText(id) {
          const text = texts.get(id);
          if (text === void 0) return;
          texts.delete(id);
          limit.keep(-text.length);
        },
        heldLength: (id) => textOf(id).length,
        heldHash(id, seed) {
          const { source, length } = textOf(id);
          return counted(length, () => ops.fastHash(source, seed));
        },
        heldCompare(id, other) {
          const text = textOf(id);
          sizeOf("other", other);
          return counted(text.length, () => ops.fastCompare(against(text, other), other));
        },
        heldCompareHeld(id, otherId) {
          const [a, b] = [textOf(id), textOf(otherId)];
          if (a === b) return 0;
          return counted(a.length + b.length, () => ops.fastCompare(against(a, b.source), against(b, a.source)));
        },
        heldCopy(id, words) {
          const { source } = textOf(id);
          const bytes = new Uint8Array(words.buffer);
          if (typeof source === "string") encoder.encodeInto(source, bytes);
          else bytes.set(source);
        },
        heldSearch(id, needle, _hint, position) {
          const text = textOf(id);
          sizeOf("needle", needle);
          return counted(
            text.length,
            () => position === void 0 ? ops.fastSearch(against(text, needle), needle) : ops.fastIndexOf(text.source, needle, position)
          );
        },
        heldSearchAll(id, needle, _hint, flags) {
          const text = textOf(id);
          sizeOf("needle", needle);
          const options = { overlapping: (flags & OVERLAPPING) !== 0 };
          const operation = (flags & COUNTED) !== 0 ? ops.fastCount : ops.fastSearchAll;
          return counted(text.length, () => operation(against(text, needle), needle, options));
        }
      };
    }
    module.exports.createHeldStore = createHeldStore;
  }
});

// lib/operations/memory-limit.js
var require_memory_limit = __commonJS({
  "lib/operations/memory-limit.js"(exports, module) {
    "use strict";
    var { invalidArgType, memoryLimit, outOfRange } = require_errors();
    var { byteLengthOf } = require_input();
    var { MOST_BYTES_PER_UNIT } = require_utf8();
    var PAGE = 65536;
    var MOST_PAGES = 65536;
    var OVERHEAD = PAGE;
    var isOutOfMemory = (error) => error instanceof RangeError && !("code" in error) && !/call stack/i.test(error.message);
    function checkPages(name, value, least, most) {
      if (typeof value !== "number") throw invalidArgType(name, value, "a number");
      if (Number.isInteger(value) && value >= least && value <= most) return value;
      throw outOfRange(name, `an integer from ${least} to ${most} (64 KiB pages)`, value);
    }
    var MemoryLimit = class {
      /** @param {number} pages */
      constructor(pages) {
        this.limit = pages * PAGE;
        this.surelyFits = Math.floor((this.limit - OVERHEAD) / MOST_BYTES_PER_UNIT);
        this.held = 0;
      }
      /** @param {number} bytes that are held from now on; negative for bytes that no longer are */
      keep(bytes) {
        this.held += bytes;
        this.surelyFits = Math.floor((this.limit - OVERHEAD - this.held) / MOST_BYTES_PER_UNIT);
      }
      /**
       * @param {number} size sum of the inputs' units and bytes
       * @param {Input} first
       * @param {Input} [second]
       * @throws {RangeError} `ERR_STRINGOPS_MEMORY`
       */
      check(size, first, second = "") {
        if (size <= this.surelyFits) return;
        const needed = this.held + neededBytes(first, second);
        if (needed > this.limit) throw memoryLimit(needed, this.limit);
      }
      /**
       * @param {number} size sum of the inputs' units and bytes
       * @param {Input[]} inputs
       * @throws {RangeError} `ERR_STRINGOPS_MEMORY`
       */
      checkAll(size, inputs) {
        if (size <= this.surelyFits) return;
        const needed = inputs.reduce((sum, input) => sum + byteLengthOf(input), this.held + OVERHEAD);
        if (needed > this.limit) throw memoryLimit(needed, this.limit);
      }
      /**
       * @param {Input} first
       * @param {Input} second
       * @returns {number} bytes of the limit that are taken while these are at work
       */
      taken(first, second) {
        return this.held + neededBytes(first, second);
      }
      /**
       * Runs what takes memory of the engine's, beside the inputs.
       *
       * @template R
       * @param {() => R} operation
       * @param {Input} first
       * @param {Input} [second]
       * @returns {R}
       * @throws {RangeError} `ERR_STRINGOPS_MEMORY` where the engine has none
       */
      within(operation, first, second = "") {
        try {
          return operation();
        } catch (cause) {
          if (!isOutOfMemory(cause)) throw cause;
          throw memoryLimit(this.taken(first, second), this.limit, cause);
        }
      }
    };
    var neededBytes = (first, second) => OVERHEAD + byteLengthOf(first) + byteLengthOf(second);
    module.exports.PAGE = PAGE;
    module.exports.MOST_PAGES = MOST_PAGES;
    module.exports.checkPages = checkPages;
    module.exports.neededBytes = neededBytes;
    module.exports.MemoryLimit = MemoryLimit;
  }
});

// lib/kernels/occurrences.js
var require_occurrences = __commonJS({
  "lib/kernels/occurrences.js"(exports, module) {
    "use strict";
    var { lengthOf } = require_typed_array();
    var { prepare, twoWaySearch } = require_two_way();
    var { byteLength, encode } = require_utf8();
    var SHORT_NEEDLE = 32;
    function strideOf(needle, length, overlapping) {
      if (!overlapping || length === 1) return { apart: length, period: 0 };
      const { periodic, shift } = prepare(needle, length);
      return periodic ? { apart: 0, period: shift } : { apart: shift, period: 0 };
    }
    function eachIn(text, { apart, period }, found) {
      const { length, needleLength } = text;
      for (let from = 0; from + needleLength <= length; ) {
        let at = text.find(from);
        if (at === -1) return;
        found(at);
        from = at + apart;
        while (period !== 0) {
          from = at + period;
          if (from + needleLength > length) return;
          if (!text.repeats(at, period)) {
            from = at + Math.max(period, needleLength - period) + 1;
            break;
          }
          at = from;
          found(at);
        }
      }
    }
    function eachBoundary(bytes, length, found) {
      for (let i = 0; i < length; i++) if (i === 0 || (bytes[i] & 192) !== 128) found(i);
      found(length);
    }
    function eachOccurrence(haystack, needle, overlapping, found) {
      if (typeof haystack === "string" && typeof needle === "string" && needle.length !== 0 && needle.length <= SHORT_NEEDLE) {
        eachInString(haystack, needle, overlapping, found);
        return;
      }
      const bytes = typeof haystack === "string" ? encode(haystack) : haystack;
      const pattern = typeof needle === "string" ? encode(needle) : needle;
      const length = lengthOf(bytes);
      const needleLength = lengthOf(pattern);
      if (needleLength === 0) {
        eachBoundary(bytes, length, found);
      } else if (needleLength <= length) {
        const prepared = prepare(pattern, needleLength);
        const text = {
          length,
          needleLength,
          find: (from) => twoWaySearch(bytes, length, pattern, needleLength, from, prepared),
          repeats: repeatsIn(bytes, pattern, needleLength)
        };
        eachIn(text, strideOf(pattern, needleLength, overlapping), found);
      }
    }
    var repeatsIn = (bytes, needle, needleLength, start = 0) => (at, period) => {
      const end = start + at + needleLength;
      for (let i = 0; i < period; i++) {
        if (bytes[end + i] !== needle[needleLength - period + i]) return false;
      }
      return true;
    };
    function eachInString(haystack, needle, overlapping, found) {
      let text = haystack;
      let pattern = needle;
      if (!needle.isWellFormed() || needle.includes("\uFFFD")) {
        text = haystack.toWellFormed();
        pattern = needle.toWellFormed();
      }
      const step = overlapping ? 1 : pattern.length;
      let bytes = 0;
      let counted = 0;
      for (let index = text.indexOf(pattern); index !== -1; index = text.indexOf(pattern, index + step)) {
        bytes += byteLength(text, counted, index);
        counted = index;
        found(bytes);
      }
    }
    module.exports.eachOccurrence = eachOccurrence;
    module.exports.eachIn = eachIn;
    module.exports.eachBoundary = eachBoundary;
    module.exports.strideOf = strideOf;
    module.exports.repeatsIn = repeatsIn;
  }
});

// lib/operations/offsets.js
var require_offsets = __commonJS({
  "lib/operations/offsets.js"(exports, module) {
    "use strict";
    var { memoryLimit } = require_errors();
    var OFFSET_BYTES = 4;
    var FIRST_ROOM = 64;
    var Offsets = class {
      #list = new Uint32Array(FIRST_ROOM);
      /** How many fit; known when the first list is full. */
      #most = FIRST_ROOM;
      #taken;
      #limit;
      /** @type {unknown} */
      #refusal;
      /** How many have been added. */
      count = 0;
      /**
       * @param {() => number} taken bytes of the limit that are taken by the inputs; asked when it matters
       * @param {number} limit bytes
       */
      constructor(taken, limit) {
        this.#taken = taken;
        this.#limit = limit;
      }
      /** @param {number} offset in bytes */
      add(offset) {
        const index = this.count++;
        if (index >= this.#list.length && !this.#grow(index)) return;
        this.#list[index] = offset;
      }
      /**
       * @returns {Uint32Array} those that were added
       * @throws {RangeError} `ERR_STRINGOPS_MEMORY` if they do not fit the limit
       */
      take() {
        this.#most = this.#mostNow();
        if (this.count > this.#most || this.#refusal !== void 0) {
          throw memoryLimit(this.#taken() + OFFSET_BYTES * this.count, this.#limit, this.#refusal);
        }
        const offsets = newOffsets(this.count, this.#limit);
        offsets.set(this.#list.subarray(0, this.count));
        return offsets;
      }
      #mostNow() {
        return Math.floor((this.#limit - this.#taken()) / OFFSET_BYTES);
      }
      /** @param {number} index */
      #grow(index) {
        if (index === FIRST_ROOM) this.#most = this.#mostNow();
        if (index >= this.#most || this.#refusal !== void 0) return false;
        try {
          const grown = new Uint32Array(Math.min(2 * this.#list.length, this.#most));
          grown.set(this.#list);
          this.#list = grown;
          return true;
        } catch (refusal) {
          this.#refusal = refusal;
          return false;
        }
      }
    };
    function newOffsets(count, limit) {
      try {
        return new Uint32Array(count);
      } catch (refusal) {
        throw memoryLimit(OFFSET_BYTES * count, limit, refusal);
      }
    }
    module.exports.Offsets = Offsets;
    module.exports.newOffsets = newOffsets;
  }
});

// lib/kernels/search.js
var require_search = __commonJS({
  "lib/kernels/search.js"(exports, module) {
    "use strict";
    var { indexOf } = require_linear_index_of();
    var { lengthOf } = require_typed_array();
    var { twoWaySearch } = require_two_way();
    var { byteLength, encode, splitsPair } = require_utf8();
    var indexOfByte = Uint8Array.prototype.indexOf;
    var PLAIN_LIMIT = 2048;
    var FIRST_TRY = 1024;
    function search(haystack, needle) {
      if (typeof haystack === "string") {
        return typeof needle === "string" ? searchStrings(haystack, needle) : searchStringForBytes(haystack, needle);
      }
      return searchBytes(haystack, typeof needle === "string" ? encode(needle) : needle);
    }
    function searchStrings(haystack, needle) {
      let text = haystack;
      let pattern = needle;
      if (!needle.isWellFormed() || needle.includes("\uFFFD")) {
        text = haystack.toWellFormed();
        pattern = needle.toWellFormed();
      }
      const index = indexOf(text, pattern);
      return index <= 0 ? index : byteLength(text, 0, index);
    }
    function searchStringForBytes(haystack, needle) {
      if (haystack.length > 2 * FIRST_TRY) {
        const end = splitsPair(haystack, FIRST_TRY) ? FIRST_TRY - 1 : FIRST_TRY;
        const early = searchBytes(encode(haystack.slice(0, end)), needle);
        if (early !== -1) return early;
      }
      return searchBytes(encode(haystack), needle);
    }
    function searchBytes(haystack, needle) {
      const haystackLength = lengthOf(haystack);
      const length = lengthOf(needle);
      if (length === 0) return 0;
      if (length > haystackLength) return -1;
      if (length === 1) return indexOfByte.call(haystack, needle[0]);
      if ((haystackLength - length + 1) * length <= PLAIN_LIMIT) {
        return plainSearch(haystack, haystackLength - length, needle, length);
      }
      return twoWaySearch(haystack, haystackLength, needle, length);
    }
    function plainSearch(haystack, lastWindow, needle, length) {
      for (let window = 0; window <= lastWindow; window++) {
        let i = 0;
        while (i < length && haystack[window + i] === needle[i]) i++;
        if (i === length) return window;
      }
      return -1;
    }
    module.exports.search = search;
  }
});

// lib/backends/javascript/javascript.js
var require_javascript = __commonJS({
  "lib/backends/javascript/javascript.js"(exports, module) {
    "use strict";
    var { asynchronous, createSlices } = require_async();
    var { hashingEach } = require_hash_many();
    var { hashBytes, hashString } = require_fnv1a();
    var { createHeldStore } = require_held_store();
    var { logValueOf, sizeOf, stateOf } = require_input();
    var { readNamed } = require_named_options();
    var { MemoryLimit, MOST_PAGES, checkPages } = require_memory_limit();
    var { compareBytes, compareStringToBytes, compareStrings } = require_compare();
    var { eachOccurrence } = require_occurrences();
    var { Offsets } = require_offsets();
    var { indexing, overlappingOf } = require_fast_index_of();
    var { search } = require_search();
    var limitOf;
    var StringOpsFallback2 = class {
      #memory;
      #indexOf;
      #hashMany;
      static {
        limitOf = (ops) => ops.#memory;
      }
      /**
       * @param {object} [options]
       * @param {number} [options.maximumPages] memory limit the inputs of one call are held to, in pages of
       *   64 KiB; the same rule as on every backend
       */
      constructor(options) {
        const { maximumPages = MOST_PAGES } = readNamed(options, ["maximumPages"]);
        this.#memory = new MemoryLimit(checkPages("options.maximumPages", maximumPages, 1, MOST_PAGES));
        this.#indexOf = indexing((haystack, needle) => this.#search(haystack, needle), this.#memory);
        this.#hashMany = hashingEach((input) => this.fastHash(input), this.#memory);
      }
      /**
       * @param {Input} input
       * @param {number} [seed]
       * @returns {number}
       */
      fastHash(input, seed) {
        const size = sizeOf("input", input);
        const state = stateOf(seed);
        this.#memory.check(size, input);
        return typeof input === "string" ? hashString(input, state) : hashBytes(input, size, state);
      }
      /**
       * @param {Input} a
       * @param {Input} b
       * @returns {-1 | 0 | 1}
       */
      fastCompare(a, b) {
        if (a === b && typeof a === "string") return 0;
        const aSize = sizeOf("a", a);
        const bSize = sizeOf("b", b);
        this.#memory.check(aSize + bSize, a, b);
        if (typeof a === "string") {
          return typeof b === "string" ? compareStrings(a, b) : compareStringToBytes(a, b, bSize);
        }
        if (typeof b !== "string") return compareBytes(a, aSize, b, bSize);
        return (
          /** @type {-1 | 0 | 1} */
          0 - compareStringToBytes(b, a, aSize)
        );
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @returns {number}
       */
      fastSearch(haystack, needle) {
        const size = sizeOf("haystack", haystack) + sizeOf("needle", needle);
        this.#memory.check(size, haystack, needle);
        return this.#search(haystack, needle);
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {number} [position]
       * @returns {number}
       */
      fastIndexOf(haystack, needle, position) {
        return this.#indexOf(haystack, needle, position);
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {{ overlapping?: boolean }} [options]
       * @returns {Uint32Array}
       */
      fastSearchAll(haystack, needle, options) {
        return this.#findAll(haystack, needle, options).take();
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {{ overlapping?: boolean }} [options]
       * @returns {number}
       */
      fastCount(haystack, needle, options) {
        const overlapping = this.#checkSearch(haystack, needle, options);
        let count = 0;
        this.#memory.within(() => eachOccurrence(haystack, needle, overlapping, () => count++), haystack, needle);
        return count;
      }
      /**
       * @param {Iterable<Input>} inputs
       * @returns {Uint32Array}
       */
      fastHashMany(inputs) {
        return this.#hashMany(inputs);
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       */
      #search(haystack, needle) {
        return this.#memory.within(() => search(haystack, needle), haystack, needle);
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {{ overlapping?: boolean } | undefined} options
       */
      #findAll(haystack, needle, options) {
        const overlapping = this.#checkSearch(haystack, needle, options);
        const offsets = new Offsets(() => this.#memory.taken(haystack, needle), this.#memory.limit);
        const add = (offset) => offsets.add(offset);
        this.#memory.within(() => eachOccurrence(haystack, needle, overlapping, add), haystack, needle);
        return offsets;
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {{ overlapping?: boolean } | undefined} options
       */
      #checkSearch(haystack, needle, options) {
        sizeOf("haystack", haystack);
        sizeOf("needle", needle);
        const overlapping = overlappingOf(options);
        this.#memory.check(sizeOf("haystack", haystack) + sizeOf("needle", needle), haystack, needle);
        return overlapping;
      }
    };
    function createJavaScript({ maximumPages, log }) {
      const ops = new StringOpsFallback2({ maximumPages });
      const kernel = {
        fastHash: (input, seed) => ops.fastHash(input, seed),
        fastCompare: (a, b) => ops.fastCompare(a, b),
        fastSearch: (haystack, needle) => ops.fastSearch(haystack, needle),
        fastIndexOf: (haystack, needle, position) => ops.fastIndexOf(haystack, needle, position),
        fastSearchAll: (haystack, needle, options) => ops.fastSearchAll(haystack, needle, options),
        fastCount: (haystack, needle, options) => ops.fastCount(haystack, needle, options),
        fastHashMany: (inputs) => ops.fastHashMany(
          /** @type {Input[]} */
          inputs
        ),
        debugLog(value) {
          log(logValueOf(value) | 0);
        },
        // Nothing is kept but what is held, and that is the engine's.
        memoryState: () => ({ block: 0, bytes: 0, held: limitOf(ops).held, peak: 0, grown: 0 }),
        copyMemory() {
        },
        trim() {
        }
      };
      const limit = limitOf(ops);
      return {
        ...kernel,
        ...createHeldStore(kernel, limit),
        ...asynchronous(createSlices(kernel, limit), false, limit),
        limit
      };
    }
    module.exports.StringOpsFallback = StringOpsFallback2;
    module.exports.createJavaScript = createJavaScript;
  }
});

// lib/backends/webassembly/linear-memory.js
var require_linear_memory = __commonJS({
  "lib/backends/webassembly/linear-memory.js"(exports, module) {
    "use strict";
    var { memoryLimit } = require_errors();
    var { PAGE, neededBytes } = require_memory_limit();
    var { bufferOf, copyOf, lengthOf } = require_typed_array();
    var { LARGEST_ROOM, byteLength } = require_utf8();
    var SHORT = 32;
    var STAGE = 65536;
    var CHARACTER = 4;
    var encoder = new TextEncoder();
    var stage;
    var LinearMemory = class {
      #memory;
      /** @type {Uint8Array} */
      #view;
      /** Whether the encoder must not be given this memory: it takes no shared and no resizable buffers. */
      #staged;
      /** @param {WebAssembly.Memory} memory */
      constructor(memory) {
        this.#memory = memory;
        this.#view = new Uint8Array(memory.buffer);
        this.#staged = isStaged(memory.buffer);
      }
      /**
       * Makes the bytes below `end` addressable.
       *
       * @param {number} end
       * @param {Input} first an input of the call, for the error
       * @param {Input} second likewise
       * @throws {RangeError} `ERR_STRINGOPS_MEMORY` when the memory cannot grow that far
       */
      reserve(end, first, second) {
        if (end <= lengthOf(this.#view)) return;
        this.#refresh();
        const missing = end - lengthOf(this.#view);
        if (missing <= 0) return;
        try {
          this.#memory.grow(Math.ceil(missing / PAGE));
        } catch (cause) {
          throw memoryLimit(neededBytes(first, second), lengthOf(this.#view), cause);
        }
        this.#refresh();
      }
      /**
       * @param {Input} input
       * @param {number} at offset to write to
       * @param {Input} first an input of the call, for the error
       * @param {Input} second likewise
       * @returns {number} offset behind the last byte written
       */
      write(input, at, first, second) {
        if (typeof input !== "string") {
          const end2 = at + lengthOf(input);
          this.reserve(end2, first, second);
          this.#view.set(input, at);
          return end2;
        }
        const { length } = input;
        if (length <= SHORT && at + length <= lengthOf(this.#view) && this.#writeAscii(input, at)) return at + length;
        this.reserve(at + length, first, second);
        let end = at;
        for (let done = 0; done < length; ) {
          const { read, written } = this.#encode(done === 0 ? input : input.slice(done), end);
          done += read;
          end += written;
          if (done < length && (read === 0 || lengthOf(this.#view) - end < CHARACTER)) {
            this.reserve(end + byteLength(input, done), first, second);
          }
        }
        return end;
      }
      /** Bytes the memory has, as far as they have been asked for. */
      get size() {
        return lengthOf(this.#view);
      }
      /**
       * Bytes in place, until the memory grows.
       *
       * @param {number} start
       * @param {number} length
       */
      bytes(start, length) {
        if (lengthOf(this.#view) === 0) this.#refresh();
        return this.#view.subarray(start, start + length);
      }
      /**
       * Copies bytes over an array.
       *
       * @param {number} start
       * @param {Uint32Array} words
       */
      copy(start, words) {
        new Uint8Array(words.buffer).set(this.bytes(start, words.byteLength));
      }
      /**
       * An input that stays as it is while this memory grows and is written to: a copy if it lies in there.
       *
       * @template {Input} T
       * @param {T} input
       * @returns {T | Uint8Array}
       */
      settled(input) {
        if (typeof input === "string") return input;
        if (lengthOf(this.#view) === 0) this.#refresh();
        const buffer = bufferOf(input);
        const inside = buffer === this.#view.buffer || this.#staged && !(buffer instanceof ArrayBuffer);
        return inside ? copyOf(input) : input;
      }
      /**
       * @param {string} text
       * @param {number} at
       * @returns {boolean} false when there is a character that is not ASCII
       */
      #writeAscii(text, at) {
        const view = this.#view;
        for (let i = 0; i < text.length; i++) {
          const unit = text.charCodeAt(i);
          if (unit > 127) return false;
          view[at + i] = unit;
        }
        return true;
      }
      /**
       * @param {string} text
       * @param {number} at
       */
      #encode(text, at) {
        const room = Math.min(lengthOf(this.#view) - at, LARGEST_ROOM);
        if (!this.#staged) return encoder.encodeInto(text, this.#view.subarray(at, at + room));
        stage ??= new Uint8Array(STAGE);
        const result = encoder.encodeInto(text, stage.subarray(0, room));
        this.#view.set(stage.subarray(0, result.written), at);
        return result;
      }
      /** Takes the buffer anew. Asking for it costs 25 ns, so it is done only when the view seems short. */
      #refresh() {
        const { buffer } = this.#memory;
        this.#view = new Uint8Array(buffer);
        this.#staged = isStaged(buffer);
      }
    };
    var isStaged = (buffer) => !(buffer instanceof ArrayBuffer) || "resizable" in buffer && buffer.resizable === true;
    function isMemory(value) {
      try {
        memoryBuffer?.call(value);
        return memoryBuffer !== void 0;
      } catch {
        return false;
      }
    }
    var memoryBuffer = Object.getOwnPropertyDescriptor(globalThis.WebAssembly?.Memory.prototype ?? {}, "buffer")?.get;
    module.exports.isMemory = isMemory;
    module.exports.LinearMemory = LinearMemory;
  }
});

// lib/text/utf16-units.js
var require_utf16_units = __commonJS({
  "lib/text/utf16-units.js"(exports, module) {
    "use strict";
    var beginsCharacter = (byte) => (byte & 192) !== 128;
    var unitsOf = (byte) => beginsCharacter(byte) ? byte >= 240 ? 2 : 1 : 0;
    function byteOfUnit(bytes, unit) {
      let [offset, units] = [0, 0];
      while (offset < bytes.length && (units < unit || !beginsCharacter(bytes[offset]))) {
        units += unitsOf(bytes[offset++]);
      }
      return [offset, units];
    }
    function unitOfByte(bytes, offset) {
      let start = offset;
      while (start > 0 && start < bytes.length && !beginsCharacter(bytes[start])) start--;
      let units = 0;
      for (let i = 0; i < start; i++) units += unitsOf(bytes[i]);
      return units;
    }
    module.exports.byteOfUnit = byteOfUnit;
    module.exports.unitOfByte = unitOfByte;
  }
});

// lib/operations/table.js
var require_table = __commonJS({
  "lib/operations/table.js"(exports, module) {
    "use strict";
    var OPERATIONS = Object.freeze({
      fastHash: Object.freeze(["input"]),
      fastCompare: Object.freeze(["a", "b"]),
      fastSearch: Object.freeze(["haystack", "needle"]),
      fastIndexOf: Object.freeze(["haystack", "needle"]),
      fastSearchAll: Object.freeze(["haystack", "needle"]),
      fastCount: Object.freeze(["haystack", "needle"]),
      fastHashMany: Object.freeze([])
      // its inputs are elements
    });
    var MODULE_OPERATIONS = Object.freeze(["fastHash", "fastCompare", "fastSearch"]);
    function missingOperations(kernel) {
      return Object.keys(OPERATIONS).filter((name) => typeof Reflect.get(kernel, name) !== "function");
    }
    module.exports.MODULE_OPERATIONS = MODULE_OPERATIONS;
    module.exports.OPERATIONS = OPERATIONS;
    module.exports.missingOperations = missingOperations;
  }
});

// lib/backends/webassembly/module-exports.js
var require_module_exports = __commonJS({
  "lib/backends/webassembly/module-exports.js"(exports, module) {
    "use strict";
    var { describe } = require_describe();
    var { brokenModule, invalidArgType, invalidArgValue, list } = require_errors();
    var { isRevoked } = require_is_revoked();
    var { MODULE_OPERATIONS } = require_table();
    var MORE_FUNCTIONS = (
      /** @type {const} */
      ["fastHashFrom", "setScratch", "debugLog"]
    );
    var OURS = Object.freeze([...MORE_FUNCTIONS, "scratchSize"]);
    function readExports(instance) {
      const exports2 = typeof instance === "object" && instance !== null && !isRevoked(instance) ? Reflect.get(instance, "exports") : null;
      if (typeof exports2 !== "object" || exports2 === null) {
        throw invalidArgType("wasmInstance", instance, "a WebAssembly.Instance");
      }
      const { fastHash, fastCompare, fastSearch, fastHashFrom, setScratch, scratchSize, memory, debugLog } = exports2;
      const read = { fastHash, fastCompare, fastSearch, fastHashFrom, setScratch, scratchSize, memory, debugLog };
      const missing = MODULE_OPERATIONS.filter((name) => typeof Reflect.get(read, name) !== "function");
      if (missing.length !== 0) {
        throw invalidArgValue("wasmInstance", instance, `must export ${list(missing)}`);
      }
      for (const name of MORE_FUNCTIONS) {
        const value = read[name];
        if (value === void 0 || typeof value === "function") continue;
        throw brokenModule(`The module's ${name} is ${describe(value)}, not a function`);
      }
      return read;
    }
    function wholeExports(exports2) {
      const missing = OURS.filter((name) => Reflect.get(exports2, name) === void 0);
      if (missing.length !== 0) throw brokenModule(`stringOps.wasm does not export ${list(missing)}`);
      return (
        /** @type {Required<ModuleExports>} */
        exports2
      );
    }
    function scratchSizeOf(global, most) {
      let size;
      try {
        size = global.value;
      } catch (cause) {
        throw brokenModule("The module's scratchSize cannot be read", cause);
      }
      if (Number.isInteger(size) && size >= 0 && size <= most) return size;
      throw brokenModule(`The module wants ${describe(size)} bytes of scratch memory`);
    }
    function failureOf(thrown) {
      if (thrown instanceof WebAssembly.RuntimeError) {
        return brokenModule(`The module trapped: ${thrown.message}`, thrown);
      }
      if (typeof WebAssembly.Exception === "function" && thrown instanceof WebAssembly.Exception) {
        return brokenModule("The module threw an exception", thrown);
      }
      return thrown;
    }
    var isInt32 = (value) => typeof value === "number" && (value | 0) === value;
    var brokenResult = (name, result) => brokenModule(`The module's ${name} returned ${describe(result)}, which cannot be`);
    function checkHash(hash, name) {
      if (!isInt32(hash)) throw brokenResult(name, hash);
      return hash >>> 0;
    }
    function checkOrder(order) {
      if (order === 0) return 0;
      if (order === 1 || order === -1) return order;
      throw brokenResult("fastCompare", order);
    }
    function checkOffset(offset, last) {
      if (offset === -1) return -1;
      if (!isInt32(offset) || offset >>> 0 > last) throw brokenResult("fastSearch", offset);
      return offset >>> 0;
    }
    module.exports.readExports = readExports;
    module.exports.wholeExports = wholeExports;
    module.exports.scratchSizeOf = scratchSizeOf;
    module.exports.failureOf = failureOf;
    module.exports.checkHash = checkHash;
    module.exports.checkOrder = checkOrder;
    module.exports.checkOffset = checkOffset;
  }
});

// lib/backends/webassembly/held-memory.js
var require_held_memory = __commonJS({
  "lib/backends/webassembly/held-memory.js"(exports, module) {
    "use strict";
    var { freed } = require_errors();
    var { byteLengthOf, sizeOf, stateOf } = require_input();
    var { COUNTED, OVERLAPPING } = require_held_text();
    var { LinearMemory } = require_linear_memory();
    var { PAGE } = require_memory_limit();
    var { byteOfUnit, unitOfByte } = require_utf16_units();
    var { checkHash, checkOffset, checkOrder, failureOf } = require_module_exports();
    var TOLERATED = 4 * PAGE;
    var RETAINED = 64 << 20;
    var ROOM_BEHIND = 4096;
    var HeldMemory = class {
      #instantiate;
      #limit;
      #ops;
      /** @type {Map<number, Text>} in the order in which they lie */
      #texts = /* @__PURE__ */ new Map();
      #next = 0;
      /** End of the topmost text. */
      #end;
      #base;
      /** @type {WebAssembly.Memory | undefined} */
      #memory;
      /** @type {LinearMemory | undefined} */
      #linear;
      /** @type {Required<import('./module-exports.js').ModuleExports> | undefined} */
      #exports;
      /**
       * @param {() => { memory: WebAssembly.Memory, exports: Required<import('./module-exports.js').ModuleExports>, base: number }} instantiate `base`: inputs lie
       *   from there up
       * @param {import('../../operations/memory-limit.js').MemoryLimit} limit
       * @param {import('../../operations/table.js').KernelOperations} ops for what has no kernel of its own in the module
       */
      constructor(instantiate, limit, ops) {
        this.#instantiate = instantiate;
        this.#limit = limit;
        this.#ops = ops;
        this.#base = 0;
        this.#end = 0;
      }
      /** Bytes of memory, used or not. */
      get size() {
        return this.#memory === void 0 ? 0 : this.#memory.buffer.byteLength;
      }
      /** Gives the memory back, if there is no text in it. */
      trim() {
        if (this.#texts.size === 0) this.#drop();
      }
      /** @param {Input} input */
      hold(input) {
        const size = sizeOf("input", input);
        this.#limit.check(size, input);
        const start = this.#prepare(input);
        const end = this.#lay(input, start);
        const length = end - start;
        const units = typeof input === "string" ? size : length;
        this.#texts.set(this.#next, { start, length, units });
        this.#end = end;
        this.#limit.keep(length);
        return this.#next++;
      }
      /** @param {number} id */
      free(id) {
        const text = this.#texts.get(id);
        if (text === void 0) return;
        this.#texts.delete(id);
        this.#limit.keep(-text.length);
        if (this.#texts.size === 0) {
          this.#end = this.#base;
          if (this.size > RETAINED) this.#drop();
        } else if (this.#wasted() > this.#limit.held + TOLERATED) {
          this.#compact();
        }
      }
      /** @param {number} id */
      textOf(id) {
        const text = this.#texts.get(id);
        if (text === void 0) throw freed();
        return text;
      }
      /**
       * @param {number} id
       * @param {number} [seed]
       */
      hash(id, seed) {
        const { start, length } = this.textOf(id);
        const state = stateOf(seed) | 0;
        return checkHash(
          this.#call((exports2) => exports2.fastHashFrom(start, length, state)),
          "fastHashFrom"
        );
      }
      /**
       * @param {number} id
       * @param {Input} other
       */
      compare(id, other) {
        this.#limit.check(sizeOf("other", other), other);
        const at = this.#prepare(other);
        const end = this.#lay(other, at);
        const { start, length } = this.textOf(id);
        return checkOrder(this.#call((exports2) => exports2.fastCompare(start, length, at, end - at)));
      }
      /**
       * @param {number} id
       * @param {number} otherId
       */
      compareHeld(id, otherId) {
        const [a, b] = [this.textOf(id), this.textOf(otherId)];
        return checkOrder(this.#call((exports2) => exports2.fastCompare(a.start, a.length, b.start, b.length)));
      }
      /**
       * @param {number} id
       * @param {Uint32Array} words
       */
      copy(id, words) {
        const { start, length } = this.textOf(id);
        new Uint8Array(words.buffer).set(this.#bytes(start, length));
      }
      /**
       * @param {number} id
       * @param {Input} needle
       * @param {number | undefined} position
       */
      search(id, needle, position) {
        this.#limit.check(sizeOf("needle", needle), needle);
        const at = this.#prepare(needle);
        const needleLength = this.#lay(needle, at) - at;
        const { start, length, units } = this.textOf(id);
        if (position === void 0) return this.#searchFrom(start, length, 0, at, needleLength);
        if (needleLength === 0) return position;
        if (units === length) return this.#searchFrom(start, length, position, at, needleLength);
        const bytes = this.#bytes(start, length);
        const [skipped, first] = byteOfUnit(bytes, position);
        const found = this.#searchFrom(start, length, skipped, at, needleLength);
        return found === -1 ? -1 : first + unitOfByte(bytes.subarray(skipped), found - skipped);
      }
      /**
       * @param {number} id
       * @param {Input} needle
       * @param {number} flags
       */
      searchAll(id, needle, flags) {
        this.#limit.check(sizeOf("needle", needle), needle);
        const { start, length } = this.textOf(id);
        const options = { overlapping: (flags & OVERLAPPING) !== 0 };
        const operation = (flags & COUNTED) !== 0 ? this.#ops.fastCount : this.#ops.fastSearchAll;
        this.#limit.keep(-length);
        try {
          return operation(this.#bytes(start, length), needle, options);
        } finally {
          this.#limit.keep(length);
        }
      }
      /**
       * @param {number} start of the text
       * @param {number} length of the text
       * @param {number} skipped bytes of the text that are not searched
       * @param {number} at where the needle is
       * @param {number} needleLength
       */
      #searchFrom(start, length, skipped, at, needleLength) {
        const left = length - skipped;
        const result = this.#call((exports2) => exports2.fastSearch(start + skipped, left, at, needleLength));
        const offset = checkOffset(result, left - needleLength);
        return offset === -1 ? -1 : offset + skipped;
      }
      /** @param {(exports: Required<import('./module-exports.js').ModuleExports>) => unknown} operation */
      #call(operation) {
        const exports2 = (
          /** @type {Required<import('./module-exports.js').ModuleExports>} */
          this.#exports
        );
        try {
          return operation(exports2);
        } catch (thrown) {
          throw failureOf(thrown);
        }
      }
      /**
       * The bytes of a text, until the memory grows.
       *
       * @param {number} start
       * @param {number} length
       */
      #bytes(start, length) {
        const { buffer } = (
          /** @type {WebAssembly.Memory} */
          this.#memory
        );
        return new Uint8Array(buffer, start, length);
      }
      /**
       * Makes the memory if there is none, and room for an input.
       *
       * @param {Input} input
       * @returns {number} where to lay it
       */
      #prepare(input) {
        if (this.#memory === void 0) {
          const { memory, exports: exports2, base } = this.#limit.within(this.#instantiate, input);
          this.#memory = memory;
          this.#exports = exports2;
          this.#linear = new LinearMemory(memory);
          this.#base = base;
          this.#end = base;
        }
        const room = this.#limit.limit - ROOM_BEHIND - this.#end;
        if (3 * sizeOf("input", input) > room && byteLengthOf(input) > room) this.#compact();
        return this.#end;
      }
      /**
       * @param {Input} input
       * @param {number} at
       */
      #lay(input, at) {
        const linear = (
          /** @type {LinearMemory} */
          this.#linear
        );
        return linear.write(linear.settled(input), at, input, "");
      }
      /** Bytes below the topmost text's end that are no text's. */
      #wasted() {
        return this.#end - this.#base - this.#limit.held;
      }
      /** Moves the texts down until none has free space below it. */
      #compact() {
        const { buffer } = (
          /** @type {WebAssembly.Memory} */
          this.#memory
        );
        const bytes = new Uint8Array(buffer);
        let end = this.#base;
        for (const text of this.#texts.values()) {
          bytes.copyWithin(end, text.start, text.start + text.length);
          text.start = end;
          end += text.length;
        }
        this.#end = end;
      }
      #drop() {
        this.#memory = void 0;
        this.#linear = void 0;
        this.#exports = void 0;
      }
    };
    var heldKernel = (memory) => ({
      holdText: (input) => memory.hold(input),
      freeText: (id) => memory.free(id),
      heldLength: (id) => memory.textOf(id).length,
      heldHash: (id, seed) => memory.hash(id, seed),
      heldCompare: (id, other) => memory.compare(id, other),
      heldCompareHeld: (id, otherId) => memory.compareHeld(id, otherId),
      heldCopy: (id, words) => memory.copy(id, words),
      heldSearch: (id, needle, _hint, position) => memory.search(id, needle, position),
      heldSearchAll: (id, needle, _hint, flags) => memory.searchAll(id, needle, flags)
    });
    module.exports.HeldMemory = HeldMemory;
    module.exports.heldKernel = heldKernel;
  }
});

// lib/backends/webassembly/retention.js
var require_retention = __commonJS({
  "lib/backends/webassembly/retention.js"(exports, module) {
    "use strict";
    var { PAGE } = require_memory_limit();
    var RETAINED = 64 << 20;
    var Retention = class {
      #size;
      #renew;
      #initial;
      #last;
      /** Bytes of the largest memory there has been. */
      peak;
      /** Calls that made the memory grow. */
      grown = 0;
      /**
       * @param {() => number} size bytes of the memory
       * @param {() => void} renew puts a new instance in the place of the present one
       * @param {number} initialPages of an instance
       */
      constructor(size, renew, initialPages) {
        this.#size = size;
        this.#renew = renew;
        this.#initial = initialPages * PAGE;
        this.#last = size();
        this.peak = this.#last;
      }
      /**
       * The same function, but what it makes the memory grow by is looked at when it has ended.
       *
       * @template {(first?: any, second?: any, third?: any) => any} F
       * @param {F} operation of three arguments at most: whatever else came is not handed on
       * @returns {F}
       */
      watching(operation) {
        return (
          /** @type {F} */
          ((first, second, third) => {
            try {
              return operation(first, second, third);
            } finally {
              if (this.#size() > this.#last) this.#hasGrown();
            }
          })
        );
      }
      /** Puts a new instance in the place of one that has grown. */
      trim() {
        if (this.#size() > this.#initial) this.#drop();
      }
      #hasGrown() {
        this.grown++;
        this.#last = this.#size();
        this.peak = Math.max(this.peak, this.#last);
        if (this.#last > Math.max(RETAINED, this.#initial)) this.#drop();
      }
      #drop() {
        try {
          this.#renew();
        } catch {
        }
        this.#last = this.#size();
      }
    };
    module.exports.Retention = Retention;
  }
});

// lib/backends/webassembly/webassembly.js
var require_webassembly = __commonJS({
  "lib/backends/webassembly/webassembly.js"(exports, module) {
    "use strict";
    var { asynchronous, createSlices } = require_async();
    var { hashingEach } = require_hash_many();
    var { invalidArgType, reentrant } = require_errors();
    var { hashBytes, hashString } = require_fnv1a();
    var { OFFSET_BASIS, logValueOf, sizeOf, stateOf } = require_input();
    var { LinearMemory, isMemory } = require_linear_memory();
    var { MOST_PAGES, MemoryLimit, checkPages } = require_memory_limit();
    var { readNamed } = require_named_options();
    var { HeldMemory, heldKernel } = require_held_memory();
    var {
      checkHash,
      checkOffset,
      checkOrder,
      failureOf,
      readExports,
      scratchSizeOf,
      wholeExports
    } = require_module_exports();
    var { eachBoundary, eachIn, repeatsIn, strideOf } = require_occurrences();
    var { Offsets } = require_offsets();
    var { indexing, overlappingOf } = require_fast_index_of();
    var { Retention } = require_retention();
    var INPUT_BASE = 61440;
    var limitOf;
    var linearOf;
    var attach;
    var StringOpsWrapper2 = class {
      #exports;
      #linear;
      #limit;
      /** Offset of the first input, in bytes. */
      #base = 0;
      /** Lengths of the inputs of the latest call, in bytes. */
      #firstLength = 0;
      #secondLength = 0;
      /** Whether the module is at work, and so reads the inputs where they lie. */
      #busy = false;
      #indexOf;
      #hashMany;
      static {
        limitOf = (ops) => ops.#limit;
        linearOf = (ops) => ops.#linear;
        attach = (ops, instance, memory) => ops.#attach(instance, memory);
      }
      /**
       * @param {WebAssembly.Instance} wasmInstance exports at least `fastHash(ptr, len)`,
       *   `fastCompare(ptr1, len1, ptr2, len2)` and `fastSearch(hPtr, hLen, nPtr, nLen)`
       * @param {WebAssembly.Memory} [memory] the one the instance works on; by default the one it exports
       * @param {{ maximumPages?: number }} [options] memory limit the inputs of one call are held to, in pages of
       *   64 KiB, beside the memory's own maximum
       */
      constructor(wasmInstance, memory, options) {
        this.#exports = readExports(wasmInstance);
        const { maximumPages = MOST_PAGES } = readNamed(options, ["maximumPages"]);
        const ownMemory = memory === void 0 ? this.#exports.memory : memory;
        if (!isMemory(ownMemory)) throw invalidArgType("memory", memory, "a WebAssembly.Memory");
        this.#limit = new MemoryLimit(checkPages("options.maximumPages", maximumPages, 1, MOST_PAGES));
        this.#linear = new LinearMemory(ownMemory);
        this.#lendScratch();
        this.#indexOf = indexing((haystack, needle) => this.fastSearch(haystack, needle), this.#limit);
        this.#hashMany = hashingEach((input) => this.fastHash(input), this.#limit);
        this.instance = wasmInstance;
        this.memory = ownMemory;
      }
      /**
       * @param {Input} input
       * @param {number} [seed]
       * @returns {number}
       */
      fastHash(input, seed) {
        const size = sizeOf("input", input);
        const state = stateOf(seed);
        const { fastHash, fastHashFrom } = this.#exports;
        if (state === OFFSET_BASIS) return checkHash(this.#run(fastHash, size, input, ""), "fastHash");
        if (fastHashFrom !== void 0) {
          const hash = this.#run((ptr, len) => fastHashFrom(ptr, len, state), size, input, "");
          return checkHash(hash, "fastHashFrom");
        }
        this.#limit.check(size, input);
        return typeof input === "string" ? hashString(input, state) : hashBytes(input, size, state);
      }
      /**
       * @param {Input} a
       * @param {Input} b
       * @returns {-1 | 0 | 1}
       */
      fastCompare(a, b) {
        if (a === b && typeof a === "string") return 0;
        const size = sizeOf("a", a) + sizeOf("b", b);
        return checkOrder(this.#run(this.#exports.fastCompare, size, a, b));
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @returns {number}
       */
      fastSearch(haystack, needle) {
        const size = sizeOf("haystack", haystack) + sizeOf("needle", needle);
        const offset = this.#run(this.#exports.fastSearch, size, haystack, needle);
        return checkOffset(offset, this.#firstLength - this.#secondLength);
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {number} [position]
       * @returns {number}
       */
      fastIndexOf(haystack, needle, position) {
        return this.#indexOf(haystack, needle, position);
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {{ overlapping?: boolean }} [options]
       * @returns {Uint32Array}
       */
      fastSearchAll(haystack, needle, options) {
        const offsets = new Offsets(() => this.#limit.taken(haystack, needle), this.#limit.limit);
        this.#findAll(haystack, needle, options, (offset) => offsets.add(offset));
        return offsets.take();
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {{ overlapping?: boolean }} [options]
       * @returns {number}
       */
      fastCount(haystack, needle, options) {
        let count = 0;
        this.#findAll(haystack, needle, options, () => count++);
        return count;
      }
      /**
       * @param {Iterable<Input>} inputs
       * @returns {Uint32Array}
       */
      fastHashMany(inputs) {
        return this.#hashMany(inputs);
      }
      /**
       * @param {Input} haystack
       * @param {Input} needle
       * @param {{ overlapping?: boolean } | undefined} options
       * @param {(offset: number) => void} found
       */
      #findAll(haystack, needle, options, found) {
        sizeOf("haystack", haystack);
        sizeOf("needle", needle);
        const overlapping = overlappingOf(options);
        const size = sizeOf("haystack", haystack) + sizeOf("needle", needle);
        const { fastSearch } = this.#exports;
        const operation = (start, length, needleStart, needleLength) => {
          const linear = this.#linear;
          let view = linear.bytes(start, length);
          if (needleLength === 0) return eachBoundary(view, length, found);
          if (needleLength > length) return void 0;
          const pattern = linear.bytes(needleStart, needleLength);
          const text = {
            length,
            needleLength,
            find(from) {
              const left = length - from;
              const offset = checkOffset(fastSearch(start + from, left, needleStart, needleLength), left - needleLength);
              if (view.length === 0) {
                view = linear.bytes(start, length);
                text.repeats = repeatsIn(view, linear.bytes(needleStart, needleLength), needleLength);
              }
              return offset === -1 ? -1 : from + offset;
            },
            repeats: repeatsIn(view, pattern, needleLength)
          };
          return eachIn(text, strideOf(pattern, needleLength, overlapping), found);
        };
        this.#run(operation, size, haystack, needle);
      }
      /**
       * Lays the inputs one behind the other and calls the module.
       *
       * @param {(ptr1: number, len1: number, ptr2: number, len2: number) => unknown} operation
       * @param {number} size sum of the inputs' units and bytes
       * @param {Input} first
       * @param {Input} second
       * @returns {unknown}
       */
      #run(operation, size, first, second) {
        if (this.#busy) throw reentrant();
        this.#limit.check(size, first, second);
        const linear = this.#linear;
        const base = this.#base;
        const settledFirst = linear.settled(first);
        const settledSecond = linear.settled(second);
        const middle = linear.write(settledFirst, base, first, second);
        const end = linear.write(settledSecond, middle, first, second);
        this.#firstLength = middle - base;
        this.#secondLength = end - middle;
        this.#busy = true;
        try {
          return operation(base, middle - base, middle, end - middle);
        } catch (thrown) {
          throw failureOf(thrown);
        } finally {
          this.#busy = false;
        }
      }
      /**
       * Goes on with another instance of the same module.
       *
       * @param {WebAssembly.Instance} instance
       * @param {WebAssembly.Memory} memory
       */
      #attach(instance, memory) {
        this.#exports = readExports(instance);
        this.#linear = new LinearMemory(memory);
        this.#lendScratch();
        this.instance = instance;
        this.memory = memory;
      }
      /** Gives a module that takes scratch memory what it wants, below the inputs. */
      #lendScratch() {
        const { setScratch, scratchSize } = this.#exports;
        if (setScratch === void 0 || scratchSize === void 0) return;
        const size = scratchSizeOf(scratchSize, INPUT_BASE);
        this.#linear.reserve(INPUT_BASE, "", "");
        try {
          setScratch(0, size);
        } catch (thrown) {
          throw failureOf(thrown);
        }
        this.#base = INPUT_BASE;
      }
    };
    function instantiate(compiled, { initialPages, maximumPages, log }) {
      const memory = new WebAssembly.Memory({ initial: initialPages, maximum: maximumPages });
      const env = { memory, log: (value) => log(value) };
      const instance = new WebAssembly.Instance(compiled, { env });
      const exports2 = wholeExports(readExports(instance));
      return { instance, exports: exports2, ops: new StringOpsWrapper2(instance, memory, { maximumPages }) };
    }
    function createWebAssembly(options, compiled) {
      const { ops, exports: exports2 } = instantiate(compiled, options);
      let { debugLog } = exports2;
      const renew = () => {
        const fresh = instantiate(compiled, options);
        attach(ops, fresh.instance, fresh.ops.memory);
        debugLog = fresh.exports.debugLog;
      };
      const retention = new Retention(() => linearOf(ops).size, renew, options.initialPages);
      const kernel = {
        fastHash: retention.watching((input, seed) => ops.fastHash(input, seed)),
        fastCompare: retention.watching((a, b) => ops.fastCompare(a, b)),
        fastSearch: retention.watching((haystack, needle) => ops.fastSearch(haystack, needle)),
        fastIndexOf: retention.watching((haystack, needle, position) => ops.fastIndexOf(haystack, needle, position)),
        fastSearchAll: retention.watching((haystack, needle, options2) => ops.fastSearchAll(haystack, needle, options2)),
        fastCount: retention.watching((haystack, needle, options2) => ops.fastCount(haystack, needle, options2)),
        fastHashMany: retention.watching((inputs) => ops.fastHashMany(
          /** @type {Input[]} */
          inputs
        )),
        debugLog(value) {
          const checked = logValueOf(value);
          try {
            debugLog(checked);
          } catch (thrown) {
            throw failureOf(thrown);
          }
        },
        memoryState() {
          const { size } = linearOf(ops);
          const { peak, grown } = retention;
          return { block: size, bytes: size + held.size, held: limitOf(ops).held, peak, grown };
        },
        copyMemory: (offset, words) => linearOf(ops).copy(offset, words),
        trim() {
          retention.trim();
          held.trim();
        }
      };
      const held = new HeldMemory(
        () => {
          const { exports: own, ops: wrapper } = instantiate(compiled, options);
          return { memory: wrapper.memory, exports: own, base: INPUT_BASE };
        },
        limitOf(ops),
        kernel
      );
      const limit = limitOf(ops);
      return {
        ...kernel,
        ...heldKernel(held),
        ...asynchronous(createSlices(kernel, limit), false, limit),
        limit
      };
    }
    module.exports.StringOpsWrapper = StringOpsWrapper2;
    module.exports.createWebAssembly = createWebAssembly;
    module.exports.isMemory = isMemory;
  }
});

// lib/browser/addon.js
var require_addon = __commonJS({
  "lib/browser/addon.js"(exports, module) {
    "use strict";
    var { loadFailed } = require_errors();
    function refuse() {
      throw loadFailed("A browser loads no addons");
    }
    module.exports.buildInfo = refuse;
    module.exports.createAddon = refuse;
  }
});

// lib/load/fallback-reason.js
var require_fallback_reason = __commonJS({
  "lib/load/fallback-reason.js"(exports, module) {
    "use strict";
    var { backendUnavailable, ownDescriptor } = require_errors();
    function fallbackReason(failures) {
      let reason = null;
      for (const { backend, error } of failures.toReversed()) {
        const link = backendUnavailable(backend, error);
        if (reason !== null) link.cause = withTail(error, reason);
        reason = link;
      }
      return reason;
    }
    function withTail(error, tail, seen = /* @__PURE__ */ new Set()) {
      if (!(error instanceof Error)) return new Error(String(error), { cause: tail });
      seen.add(error);
      const { cause } = error;
      const ends = cause === void 0 || cause === null || seen.has(cause);
      const copy = new Error(error.message, { cause: ends ? tail : withTail(cause, tail, seen) });
      for (const key of Reflect.ownKeys(error)) {
        const descriptor = Object.getOwnPropertyDescriptor(error, key);
        if (key !== "cause" && descriptor !== void 0) Object.defineProperty(copy, key, ownDescriptor(descriptor));
      }
      return Object.setPrototypeOf(copy, Object.getPrototypeOf(error));
    }
    module.exports.fallbackReason = fallbackReason;
    module.exports.withTail = withTail;
  }
});

// lib/browser/module-source.js
var require_module_source = __commonJS({
  "lib/browser/module-source.js"(exports, module) {
    "use strict";
    var { brokenModule, invalidArgType, list, loadFailed } = require_errors();
    var { withTail } = require_fallback_reason();
    var EXPORTS = ["fastHash", "fastCompare", "fastSearch", "fastHashFrom", "setScratch", "scratchSize", "debugLog"];
    var EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    var WASM = "a URL, a Response, an ArrayBuffer, a typed array or a WebAssembly.Module";
    var places;
    var compiled;
    var underWay;
    function setPlaces2(found) {
      places = found;
    }
    function checkWasm(wasm) {
      const known = wasm === void 0 || typeof wasm === "string" || wasm instanceof URL || isModule(wasm) || isBytes(wasm) || isPromise(wasm) || isResponse(wasm);
      if (!known) throw invalidArgType("options.wasm", wasm, WASM);
    }
    async function compileModule(wasm) {
      if (wasm === void 0) return compiled ?? compilePlaces();
      const module2 = await compileGiven(wasm);
      compiled ??= module2;
      return module2;
    }
    function compileModuleSync(wasm) {
      if (isModule(wasm) || isBytes(wasm)) {
        const module2 = isBytes(wasm) ? compileBytesSync(wasm) : checkModule(
          /** @type {WebAssembly.Module} */
          wasm
        );
        compiled ??= module2;
        return module2;
      }
      if (wasm === void 0 && compiled !== void 0) return compiled;
      throw loadFailed("The module is not there yet: await loadStringOps() once, and loadStringOpsSync() has it, too");
    }
    async function compileGiven(wasm) {
      if (isModule(wasm)) return checkModule(
        /** @type {WebAssembly.Module} */
        wasm
      );
      checkEngine();
      if (typeof wasm === "string" || wasm instanceof URL) return compileResponse(await request(wasm));
      if (isBytes(wasm)) return checkModule(await WebAssembly.compile(plain(wasm)));
      const response = await wasm;
      if (!isResponse(response)) throw invalidArgType("options.wasm", response, "a promise of a Response");
      return compileResponse(response);
    }
    function compilePlaces() {
      underWay ??= compileUrlOrScript().then((module2) => compiled ??= module2).finally(() => underWay = void 0);
      return underWay;
    }
    async function compileUrlOrScript() {
      checkEngine();
      if (places === void 0) throw loadFailed("Nobody has said where the module is");
      let atUrl;
      try {
        return await compileResponse(await request(places.url()));
      } catch (error) {
        atUrl = error;
      }
      try {
        const { default: base64 } = await places.script();
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        return checkModule(await WebAssembly.compile(bytes));
      } catch (error) {
        throw withTail(atUrl, loadFailed("The module cannot be had from its script", error));
      }
    }
    function checkEngine() {
      if (typeof WebAssembly !== "object") throw loadFailed("This JavaScript engine has no WebAssembly");
      try {
        new WebAssembly.Module(EMPTY_MODULE);
      } catch (cause) {
        throw loadFailed("This page may not compile WebAssembly", cause);
      }
    }
    async function request(url) {
      try {
        return await fetch(url);
      } catch (cause) {
        throw loadFailed(`${nameOf(String(url))} cannot be fetched`, cause);
      }
    }
    async function compileResponse(response) {
      const { ok, status, url } = response;
      if (!ok) throw loadFailed(`${nameOf(url)} was answered with status ${status}`);
      const type = response.headers.get("content-type") ?? "";
      try {
        return checkModule(await compileAs(type, response));
      } catch (cause) {
        throw loadFailed(`${nameOf(url)}, served as ${type === "" ? "nothing" : type}, gives no module`, cause);
      }
    }
    async function compileAs(type, response) {
      if (/^\s*application\/wasm\s*$/i.test(type) && typeof WebAssembly.compileStreaming === "function") {
        return WebAssembly.compileStreaming(response);
      }
      return WebAssembly.compile(await response.arrayBuffer());
    }
    function compileBytesSync(bytes) {
      checkEngine();
      return checkModule(new WebAssembly.Module(plain(bytes)));
    }
    var plain = (bytes) => bytes instanceof DataView ? new Uint8Array(
      /** @type {ArrayBuffer} */
      bytes.buffer,
      bytes.byteOffset,
      bytes.byteLength
    ) : bytes;
    function checkModule(module2) {
      const names = WebAssembly.Module.exports(module2).map(({ name }) => name);
      const missing = EXPORTS.filter((name) => !names.includes(name));
      if (missing.length !== 0) throw brokenModule(`The module does not export ${list(missing)}`);
      return module2;
    }
    var nameOf = (url) => url === "" ? "A Response without a URL" : url.startsWith("data:") ? "A data: URL" : url;
    var isModule = (value) => typeof WebAssembly === "object" && value instanceof WebAssembly.Module;
    var isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
    var isResponse = (value) => typeof Response === "function" && value instanceof Response;
    var isPromise = (value) => typeof value === "object" && value !== null && typeof Reflect.get(value, "then") === "function";
    module.exports.setPlaces = setPlaces2;
    module.exports.checkWasm = checkWasm;
    module.exports.compileModule = compileModule;
    module.exports.compileModuleSync = compileModuleSync;
  }
});

// lib/browser/platform-options.js
var require_platform_options = __commonJS({
  "lib/browser/platform-options.js"(exports, module) {
    "use strict";
    var { checkWasm } = require_module_source();
    var PLATFORM_OPTIONS = Object.freeze(["wasm"]);
    var checkPlatformOptions = ({ wasm }) => checkWasm(wasm);
    module.exports.PLATFORM_OPTIONS = PLATFORM_OPTIONS;
    module.exports.checkPlatformOptions = checkPlatformOptions;
  }
});

// lib/load/options.js
var require_options = __commonJS({
  "lib/load/options.js"(exports, module) {
    "use strict";
    var { isMemory } = require_webassembly();
    var { invalidArgType, invalidArgValue, list } = require_errors();
    var { MOST_PAGES, PAGE, checkPages } = require_memory_limit();
    var { readNamed } = require_named_options();
    var { PLATFORM_OPTIONS, checkPlatformOptions } = require_platform_options();
    var BACKENDS = Object.freeze(["wasmtime", "native", "webassembly", "javascript"]);
    var FEWEST_PAGES = 256;
    var LOAD_OPTION_NAMES = Object.freeze(["backend", "initialPages", "maximumPages", "log", ...PLATFORM_OPTIONS]);
    var logToConsole = (value) => console.log("WASM Log:", value);
    function readOptions(options) {
      if (isMemory(options)) return wishes({ initialPages: pagesOf(options) });
      const named = readNamed(options, LOAD_OPTION_NAMES, "an object or a WebAssembly.Memory");
      return wishes(Object.fromEntries(LOAD_OPTION_NAMES.map((name) => [name, named[name]])));
    }
    function wishes(values) {
      const { backend, initialPages = FEWEST_PAGES, maximumPages = MOST_PAGES, log = logToConsole, ...more } = values;
      if (backend !== void 0) checkBackend(backend);
      const initial = checkPages("options.initialPages", initialPages, FEWEST_PAGES, MOST_PAGES);
      const maximum = checkPages("options.maximumPages", maximumPages, initial, MOST_PAGES);
      if (typeof log !== "function") throw invalidArgType("options.log", log, "a function");
      checkPlatformOptions(more);
      return {
        backend: (
          /** @type {BackendName | undefined} */
          backend
        ),
        initialPages: initial,
        maximumPages: maximum,
        log: (
          /** @type {(value: number) => void} */
          log
        ),
        ...more
      };
    }
    function checkBackend(backend) {
      if (typeof backend !== "string") throw invalidArgType("options.backend", backend, "a string");
      if (!/** @type {readonly string[]} */
      BACKENDS.includes(backend)) {
        throw invalidArgValue("options.backend", backend, `must be one of ${list(BACKENDS)}`);
      }
    }
    var pagesOf = (memory) => Math.max(FEWEST_PAGES, Math.ceil(memory.buffer.byteLength / PAGE));
    module.exports.BACKENDS = BACKENDS;
    module.exports.LOAD_OPTION_NAMES = LOAD_OPTION_NAMES;
    module.exports.readOptions = readOptions;
  }
});

// lib/coordinator/capabilities.js
var require_capabilities = __commonJS({
  "lib/coordinator/capabilities.js"(exports, module) {
    "use strict";
    var { buildInfo, createAddon } = require_addon();
    var { reasonOf, reasonsOf } = require_errors();
    var { readOptions } = require_options();
    var HEADER = [0, 97, 115, 109, 1, 0, 0, 0];
    var FUNCTION = [1, 4, 1, 96, 0, 0, 3, 2, 1, 0];
    var PROBES = {
      /** `(module (func))` */
      wasm: [...HEADER, ...FUNCTION, 10, 4, 1, 2, 0, 11],
      /** `(module (func i32.const 0 i8x16.splat drop))` */
      simd: [...HEADER, ...FUNCTION, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11],
      /** `(module (memory 1 1 shared) (func i32.const 0 i32.atomic.load drop))` */
      threads: [...HEADER, ...FUNCTION, 5, 4, 1, 3, 1, 1, 10, 11, 1, 9, 0, 65, 0, 254, 16, 2, 0, 26, 11],
      /** `(module (memory 1) (func i32.const 0 i32.const 0 i32.const 0 memory.fill))` */
      bulkMemory: [...HEADER, ...FUNCTION, 5, 3, 1, 0, 1, 10, 13, 1, 11, 0, 65, 0, 65, 0, 65, 0, 252, 11, 0, 11]
    };
    var validates = (feature) => typeof WebAssembly === "object" && WebAssembly.validate(Uint8Array.from(PROBES[feature]));
    function runsWasm() {
      if (!validates("wasm")) return false;
      try {
        const { exports: exports2 } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(PROBES.wasm)));
        return typeof exports2 === "object";
      } catch {
        return false;
      }
    }
    function refusalOf(backend) {
      try {
        createAddon(backend, readOptions(void 0));
        return null;
      } catch (error) {
        return reasonsOf(error);
      }
    }
    function examineAddon() {
      try {
        return { info: buildInfo(), reason: null };
      } catch (error) {
        return { info: null, reason: reasonOf(error) };
      }
    }
    function detectCapabilities() {
      const { info, reason } = examineAddon();
      const wasm = runsWasm();
      const wasmtime = refusalOf("wasmtime");
      const native = refusalOf("native");
      return {
        wasm,
        simd: wasm && validates("simd"),
        threads: wasm && validates("threads"),
        bulkMemory: wasm && validates("bulkMemory"),
        wasmtime: { available: wasmtime === null, version: info?.wasmtime ?? null, reasons: wasmtime },
        native: { available: native === null, reasons: native },
        cpuLevel: info?.cpuLevel ?? null,
        addon: { loaded: info !== null, version: info?.version ?? null, target: info?.target ?? null, reason }
      };
    }
    module.exports.PROBES = PROBES;
    module.exports.detectCapabilities = detectCapabilities;
  }
});

// lib/load/method.js
var require_method = __commonJS({
  "lib/load/method.js"(exports, module) {
    "use strict";
    var METHODS = Object.freeze(["wasm", "native", "javascript"]);
    var METHOD_OF = Object.freeze({
      wasmtime: "wasm",
      native: "native",
      webassembly: "wasm",
      javascript: "javascript"
    });
    var isAccelerated = (method) => method !== "javascript";
    module.exports.METHODS = METHODS;
    module.exports.METHOD_OF = METHOD_OF;
    module.exports.isAccelerated = isAccelerated;
  }
});

// lib/coordinator/module-operations.js
var require_module_operations = __commonJS({
  "lib/coordinator/module-operations.js"(exports, module) {
    "use strict";
    var { isRevoked } = require_is_revoked();
    var isRoot = (holder) => typeof holder === "function" ? Object.hasOwn(holder, "bind") && !Object.hasOwn(holder, "prototype") : Object.hasOwn(holder, "isPrototypeOf") && Object.getPrototypeOf(holder) === null;
    function* holdersOf(module2) {
      yield module2;
      let holder = Object.getPrototypeOf(module2);
      while (holder !== null && !isRoot(holder)) {
        yield holder;
        holder = Object.getPrototypeOf(holder);
      }
    }
    function isOperation(module2, name) {
      if (name === "constructor") return false;
      for (const holder of holdersOf(module2)) {
        if (Object.hasOwn(holder, name)) return typeof Reflect.get(module2, name) === "function";
      }
      return false;
    }
    function operationsOf(module2) {
      const names = /* @__PURE__ */ new Set();
      for (const holder of holdersOf(module2)) {
        for (const name of Object.getOwnPropertyNames(holder)) names.add(name);
      }
      return [...names].filter((name) => {
        try {
          return isOperation(module2, name);
        } catch {
          return false;
        }
      });
    }
    function isModule(value) {
      if (typeof value !== "object" && typeof value !== "function" || value === null || isRevoked(value)) return false;
      return !Array.isArray(value) && operationsOf(value).length !== 0;
    }
    module.exports.isModule = isModule;
    module.exports.isOperation = isOperation;
    module.exports.operationsOf = operationsOf;
  }
});

// lib/coordinator/options.js
var require_options2 = __commonJS({
  "lib/coordinator/options.js"(exports, module) {
    "use strict";
    var { isMemory } = require_webassembly();
    var { invalidArgType, invalidArgValue, list } = require_errors();
    var { LOAD_OPTION_NAMES, readOptions } = require_options();
    var { METHODS } = require_method();
    var { isModule } = require_module_operations();
    var { readNamed } = require_named_options();
    function readCoordinatorOptions(options) {
      if (isMemory(options)) return { metrics: false, load: readOptions(options) };
      const named = readNamed(options, [...LOAD_OPTION_NAMES, "metrics"]);
      const { metrics = false } = named;
      if (typeof metrics !== "boolean") throw invalidArgType("options.metrics", metrics, "a boolean");
      const asked = Object.fromEntries(LOAD_OPTION_NAMES.map((name) => [name, named[name]]));
      if (Object.values(asked).every((value) => value === void 0)) return { metrics, load: void 0 };
      return { metrics, load: readOptions(asked) };
    }
    function readName(argument, name) {
      if (typeof name !== "string") throw invalidArgType(argument, name, "a string");
      return name;
    }
    function readNewName(name) {
      const checked = readName("name", name);
      if (checked === "") throw invalidArgValue("name", name, "must not be empty");
      return checked;
    }
    function readLoader(loader) {
      if (typeof loader === "function") return loader;
      if (isModule(loader) && typeof Reflect.get(loader, "then") !== "function") return loader;
      throw invalidArgType("loader", loader, "a function or an object of functions");
    }
    function readModuleOptions(options) {
      const { method = "javascript", dispose } = readNamed(options, ["method", "dispose"]);
      if (dispose !== void 0 && typeof dispose !== "function") {
        throw invalidArgType("options.dispose", dispose, "a function");
      }
      if (typeof method === "function")
        return { methodOf: (
          /** @type {any} */
          method
        ), dispose: (
          /** @type {any} */
          dispose
        ) };
      if (typeof method !== "string") throw invalidArgType("options.method", method, "a string or a function");
      if (!isMethod(method)) throw invalidArgValue("options.method", method, `must be one of ${list(METHODS)}`);
      return { methodOf: () => method, dispose: (
        /** @type {any} */
        dispose
      ) };
    }
    var isMethod = (value) => (
      /** @type {readonly unknown[]} */
      METHODS.includes(value)
    );
    module.exports.isMethod = isMethod;
    module.exports.readCoordinatorOptions = readCoordinatorOptions;
    module.exports.readLoader = readLoader;
    module.exports.readModuleOptions = readModuleOptions;
    module.exports.readName = readName;
    module.exports.readNewName = readNewName;
  }
});

// lib/operations/known-answers.js
var require_known_answers = __commonJS({
  "lib/operations/known-answers.js"(exports, module) {
    "use strict";
    var LONG = `${"0123456789abcdef".repeat(1e3)}needle`;
    var KNOWN_ANSWERS = [
      { operation: "fastHash", args: [""], expected: 2166136261 },
      { operation: "fastHash", args: ["a"], expected: 3826002220 },
      { operation: "fastHash", args: ["foobar"], expected: 3214735720 },
      { operation: "fastHash", args: [Uint8Array.of(0)], expected: 84696351 },
      { operation: "fastHash", args: ["bar", 2851307223], expected: 3214735720 },
      { operation: "fastHash", args: ["\uD800"], expected: 55024714 },
      { operation: "fastHash", args: ["\u{1F680}".repeat(1e3)], expected: 1037073237 },
      { operation: "fastHash", args: [LONG], expected: 3996262402 },
      { operation: "fastHash", args: [new Uint8Array(2e4).fill(165)], expected: 2378030757 },
      { operation: "fastCompare", args: ["apple", "banana"], expected: -1 },
      { operation: "fastCompare", args: ["\u{1F680}", "\uFFEE"], expected: 1 },
      { operation: "fastCompare", args: ["same", Uint8Array.of(115, 97, 109, 101)], expected: 0 },
      { operation: "fastCompare", args: [Uint8Array.of(128), Uint8Array.of(127, 255)], expected: 1 },
      { operation: "fastSearch", args: ["h\xE9llo world", "world"], expected: 7 },
      { operation: "fastSearch", args: [LONG, "needle"], expected: 16e3 },
      { operation: "fastSearch", args: [LONG, "needles"], expected: -1 },
      { operation: "fastSearch", args: [new TextEncoder().encode(LONG), "needle"], expected: 16e3 },
      { operation: "fastSearch", args: ["anything", ""], expected: 0 },
      { operation: "fastIndexOf", args: ["h\xE9llo world", "world"], expected: 6 },
      { operation: "fastIndexOf", args: [LONG, "needle", 15999], expected: 16e3 },
      { operation: "fastCount", args: [LONG, "0123"], expected: 1e3 }
    ];
    function wrongAnswers(ops) {
      return KNOWN_ANSWERS.flatMap(({ operation, args, expected }, i) => {
        let answer;
        try {
          answer = ops[operation](...args);
        } catch (error) {
          answer = error;
        }
        return answer === expected ? [] : [`answer ${i + 1}: ${operation} gave ${String(answer)}, not ${expected}`];
      });
    }
    module.exports.KNOWN_ANSWERS = KNOWN_ANSWERS;
    module.exports.wrongAnswers = wrongAnswers;
  }
});

// lib/coordinator/health.js
var require_health = __commonJS({
  "lib/coordinator/health.js"(exports, module) {
    "use strict";
    var { reasonsOf } = require_errors();
    var { KNOWN_ANSWERS, wrongAnswers } = require_known_answers();
    var { METHOD_OF, isAccelerated } = require_method();
    var NOTHING = {
      backend: null,
      method: null,
      accelerated: null,
      fallbackReason: null,
      selfTest: { total: KNOWN_ANSWERS.length, passed: 0, wrong: (
        /** @type {string[]} */
        []
      ) },
      memory: null
    };
    async function examine(load) {
      try {
        return { ...examineOps(await load()), error: null };
      } catch (error) {
        const { code } = (
          /** @type {{ code?: unknown }} */
          Object(error)
        );
        const said = { code: typeof code === "string" ? code : null, reasons: reasonsOf(error) };
        return { status: (
          /** @type {const} */
          "failed"
        ), ...NOTHING, error: said };
      }
    }
    function examineOps(ops) {
      const { backend, fallbackReason } = ops;
      const wrong = wrongAnswers(
        /** @type {any} */
        ops
      );
      const method = METHOD_OF[backend];
      return {
        status: wrong.length !== 0 ? "failed" : fallbackReason === null ? "ok" : "degraded",
        backend,
        method,
        accelerated: isAccelerated(method),
        fallbackReason: fallbackReason === null ? null : reasonsOf(fallbackReason),
        selfTest: { total: KNOWN_ANSWERS.length, passed: KNOWN_ANSWERS.length - wrong.length, wrong },
        memory: { .../** @type {any} */
        ops.memory }
      };
    }
    module.exports.examine = examine;
  }
});

// lib/browser/builtins.js
var require_builtins = __commonJS({
  "lib/browser/builtins.js"(exports, module) {
    "use strict";
    var missing = () => null;
    module.exports.createHistogram = missing;
    module.exports.channelOf = missing;
    module.exports.processMemory = missing;
    module.exports.createStorage = missing;
  }
});

// lib/coordinator/load-context.js
var require_load_context = __commonJS({
  "lib/coordinator/load-context.js"(exports, module) {
    "use strict";
    var { createStorage } = require_builtins();
    var storage;
    var atWork = 0;
    var running;
    async function runStep(step, work) {
      storage ??= createStorage();
      atWork++;
      try {
        return await (storage === null ? runHere(step, work) : storage.run(step, work));
      } finally {
        if (--atWork === 0) storage?.disable();
      }
    }
    function runHere(step, work) {
      const outer = running;
      running = step;
      try {
        return work();
      } finally {
        running = outer;
      }
    }
    function currentStep() {
      if (atWork === 0) return void 0;
      const step = storage?.getStore() ?? running;
      return step === void 0 || step.settled ? void 0 : step;
    }
    function isWaitingHere(step) {
      const current = currentStep();
      return current !== void 0 && !step.settled && reaches(step, current);
    }
    var isInHook = () => currentStep()?.isEnding === true;
    function mayWaitFor(wanted) {
      const current = currentStep();
      if (current === void 0 || wanted.settled) return true;
      if (isWaitingHere(wanted)) return false;
      current.waitsFor.add(wanted);
      return true;
    }
    function reaches(from, to) {
      if (from === to) return true;
      return [...from.waitsFor].some((step) => !step.settled && reaches(step, to));
    }
    module.exports.isInHook = isInHook;
    module.exports.isWaitingHere = isWaitingHere;
    module.exports.mayWaitFor = mayWaitFor;
    module.exports.runStep = runStep;
  }
});

// lib/text/text-seam.js
var require_text_seam = __commonJS({
  "lib/text/text-seam.js"(exports, module) {
    "use strict";
    var { isHighSurrogate } = require_utf8();
    var REPLACEMENT = "\uFFFD";
    var LONG = 1 << 28;
    var joinable = (part) => part.length < LONG ? [part] : [part.slice(0, 1), part.slice(1)];
    var TextSeam = class {
      /** A high surrogate, or ''. */
      #held = "";
      /**
       * @param {string} part
       * @returns {string} what can be used now; it never ends in a high surrogate
       */
      join(part) {
        if (part === "") return "";
        const text = this.#held + part;
        const last = text.length - 1;
        if (!isHighSurrogate(text.charCodeAt(last))) {
          this.#held = "";
          return text;
        }
        this.#held = text[last];
        return text.slice(0, last);
      }
      /**
       * Ends the text.
       *
       * @returns {string} what stands for the surrogate that waited in vain, or ''
       */
      end() {
        const rest = this.#held === "" ? "" : REPLACEMENT;
        this.#held = "";
        return rest;
      }
      /** A mark to come back to when a part could not be used. */
      get mark() {
        return this.#held;
      }
      /** @param {string} mark */
      set mark(mark) {
        this.#held = mark;
      }
    };
    module.exports.TextSeam = TextSeam;
    module.exports.joinable = joinable;
  }
});

// lib/instance/hash-object.js
var require_hash_object = __commonJS({
  "lib/instance/hash-object.js"(exports, module) {
    "use strict";
    var { hashState, invalidArgValue } = require_errors();
    var { stateOf } = require_input();
    var { readNamed } = require_named_options();
    var { TextSeam, joinable } = require_text_seam();
    var DIGITS = 8;
    function encodeHash(hash, encoding) {
      if (encoding === void 0) return hash;
      if (encoding === "hex") return hash.toString(16).padStart(DIGITS, "0");
      throw invalidArgValue("encoding", encoding, "must be 'hex' or undefined");
    }
    var Hash = class {
      #fastHash;
      #state;
      #seam = new TextSeam();
      #digested = false;
      /**
       * @param {FastHash} fastHash
       * @param {number} state to go on from
       */
      constructor(fastHash, state) {
        this.#fastHash = fastHash;
        this.#state = state;
      }
      /**
       * @param {Input} input
       * @returns {this}
       */
      update(input) {
        if (this.#digested) throw hashState("update() was called after digest()");
        const mark = this.#seam.mark;
        try {
          if (typeof input === "string") {
            let state = this.#state;
            for (const part of joinable(input)) {
              const text = this.#seam.join(part);
              if (text !== "") state = this.#fastHash(text, state);
            }
            this.#state = state;
          } else {
            const state = this.#fastHash(this.#seam.end(), this.#state);
            this.#state = this.#fastHash(input, state);
          }
        } catch (error) {
          this.#seam.mark = mark;
          throw error;
        }
        return this;
      }
      /**
       * @param {'hex'} [encoding]
       * @returns {number | string}
       */
      digest(encoding) {
        if (!this.#digested) {
          encodeHash(0, encoding);
          this.#state = this.#fastHash(this.#seam.end(), this.#state);
          this.#digested = true;
        }
        return encodeHash(this.#state, encoding);
      }
    };
    var hashCreator = (fastHash) => (options) => {
      const { seed } = readNamed(options, ["seed"]);
      return new Hash(fastHash, stateOf(
        /** @type {number | undefined} */
        seed,
        "options.seed"
      ));
    };
    module.exports.Hash = Hash;
    module.exports.hashCreator = hashCreator;
  }
});

// lib/instance/chunk-hash.js
var require_chunk_hash = __commonJS({
  "lib/instance/chunk-hash.js"(exports, module) {
    "use strict";
    var { hashState } = require_errors();
    var { sizeOf } = require_input();
    var { TextSeam, joinable } = require_text_seam();
    var { viewOf } = require_typed_array();
    var PIECE = 1 << 20;
    var ChunkHash = class {
      #hash;
      #encode;
      #seam = new TextSeam();
      #ended = false;
      /**
       * @param {Hash} hash
       * @param {(text: string) => Uint8Array} encode to UTF-8, in the kind of array that is to come out
       */
      constructor(hash, encode) {
        this.#hash = hash;
        this.#encode = encode;
      }
      /**
       * @param {string | Uint8Array} chunk
       * @returns {Uint8Array[]} the bytes that were hashed; those of a byte chunk are the chunk itself
       */
      add(chunk) {
        if (typeof chunk === "string") {
          return joinable(chunk).flatMap((part) => this.#take(this.#encode(this.#seam.join(part))));
        }
        sizeOf("chunk", chunk);
        return [...this.#take(this.#encode(this.#seam.end())), ...this.#take(chunk)];
      }
      /** @returns {Uint8Array[]} the bytes that were hashed last */
      end() {
        const last = this.#take(this.#encode(this.#seam.end()));
        this.#ended = true;
        return last;
      }
      /**
       * @param {'hex'} [encoding]
       * @returns {number | string}
       */
      digest(encoding) {
        if (!this.#ended) throw hashState("digest() was called before the stream had ended");
        return this.#hash.digest(encoding);
      }
      /** @param {Uint8Array} bytes */
      #take(bytes) {
        const size = sizeOf("chunk", bytes);
        if (size === 0) return [];
        for (let at = 0; at < size; at += PIECE) this.#hash.update(viewOf(bytes, at, Math.min(at + PIECE, size)));
        return [bytes];
      }
    };
    module.exports.ChunkHash = ChunkHash;
  }
});

// lib/browser/hash-stream.js
var require_hash_stream = __commonJS({
  "lib/browser/hash-stream.js"(exports, module) {
    "use strict";
    var { ChunkHash } = require_chunk_hash();
    var { invalidArgType } = require_errors();
    var { Hash } = require_hash_object();
    var { stateOf } = require_input();
    var { readNamed } = require_named_options();
    var { isUint8Array } = require_typed_array();
    var encoder = new TextEncoder();
    var encode = (text) => encoder.encode(text);
    function checkChunk(chunk) {
      if (typeof chunk !== "string" && !isUint8Array(chunk)) throw invalidArgType("chunk", chunk);
      return chunk;
    }
    function hashWritable(chunks) {
      const stream = new WritableStream({
        write(chunk) {
          chunks.add(checkChunk(chunk));
        },
        close() {
          chunks.end();
        }
      });
      return Object.assign(stream, digestOf(chunks));
    }
    function hashTransform(chunks) {
      const stream = new TransformStream({
        transform(chunk, controller) {
          for (const bytes of chunks.add(checkChunk(chunk))) controller.enqueue(bytes);
        },
        flush(controller) {
          for (const bytes of chunks.end()) controller.enqueue(bytes);
        }
      });
      return Object.assign(stream, digestOf(chunks));
    }
    var digestOf = (chunks) => ({ digest: (encoding) => chunks.digest(encoding) });
    var hashStreamCreator = (fastHash) => (options) => {
      const { seed, passThrough = false } = readNamed(options, ["seed", "passThrough"]);
      const hash = new Hash(fastHash, stateOf(
        /** @type {number | undefined} */
        seed,
        "options.seed"
      ));
      if (typeof passThrough !== "boolean") throw invalidArgType("options.passThrough", passThrough, "a boolean");
      const chunks = new ChunkHash(hash, encode);
      return passThrough ? hashTransform(chunks) : hashWritable(chunks);
    };
    module.exports.hashStreamCreator = hashStreamCreator;
  }
});

// lib/instance/memory.js
var require_memory = __commonJS({
  "lib/instance/memory.js"(exports, module) {
    "use strict";
    var { invalidArgType, outOfRange } = require_errors();
    var { PAGE } = require_memory_limit();
    var MOST_INSPECTED = 1 << 20;
    var memoryOf = ({ bytes, held, peak, grown }, maximumPages) => ({
      bytes,
      pages: Math.ceil(bytes / PAGE),
      maximumBytes: maximumPages * PAGE,
      maximumPages,
      heldBytes: held,
      peakBytes: Math.max(peak, bytes),
      timesGrown: grown
    });
    var inspecting = (memoryState, copyMemory) => (offset, length) => {
      const { block } = memoryState();
      checkRange("offset", offset, block);
      checkRange("length", length, Math.min(block - offset, MOST_INSPECTED));
      const words = new Uint32Array(Math.ceil(length / 4));
      copyMemory(offset, words);
      const bytes = new Uint8Array(words.buffer, 0, length);
      return {
        offset: offset + 0,
        // of -0 it makes 0
        length: length + 0,
        hex: Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" "),
        text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
      };
    };
    function checkRange(name, value, most) {
      if (typeof value !== "number") throw invalidArgType(name, value, "a number");
      if (!Number.isInteger(value) || value < 0 || value > most) {
        throw outOfRange(name, `an integer from 0 to ${most} (bytes)`, value);
      }
    }
    module.exports.memoryOf = memoryOf;
    module.exports.inspecting = inspecting;
  }
});

// lib/instance/stream-matcher.js
var require_stream_matcher = __commonJS({
  "lib/instance/stream-matcher.js"(exports, module) {
    "use strict";
    var { lengthOf, viewOf } = require_typed_array();
    var WORTH_A_CALL = 64;
    var CALM = 1024;
    function bordersOf(needle) {
      const length = lengthOf(needle);
      const borders = new Uint32Array(length + 1);
      let border = 0;
      for (let i = 1; i < length; i++) {
        while (border > 0 && needle[i] !== needle[border]) border = borders[border];
        if (needle[i] === needle[border]) border++;
        borders[i + 1] = border;
      }
      return borders;
    }
    var StreamMatcher = class {
      #fastSearch;
      #needle;
      #borders;
      /** What is left of a match for the next one to begin with, in bytes. */
      #kept;
      /** Bytes of the needle that the stream so far ends in. */
      #matched = 0;
      /** Bytes of the stream so far. */
      #seen = 0;
      /**
       * @param {(haystack: Uint8Array, needle: Uint8Array) => number} fastSearch
       * @param {Uint8Array} needle not empty, and nobody else's
       * @param {boolean} overlapping whether matches may share bytes
       */
      constructor(fastSearch, needle, overlapping) {
        this.#fastSearch = fastSearch;
        this.#needle = needle;
        this.#borders = bordersOf(needle);
        this.#kept = overlapping ? this.#borders[lengthOf(needle)] : 0;
      }
      /**
       * @param {Uint8Array} piece the bytes that follow in the stream
       * @returns {number[]} offsets in the stream of the matches that end in this piece, in order
       */
      feed(piece) {
        const needle = this.#needle;
        const borders = this.#borders;
        const length = lengthOf(piece);
        const needleLength = lengthOf(needle);
        const lastCall = length - Math.max(needleLength, WORTH_A_CALL);
        const found = [];
        let at = 0;
        let matched = this.#matched;
        let calmFrom = 0;
        while (at < length) {
          const start = at - matched;
          let end;
          if (start >= 0 && start <= lastCall && at >= calmFrom) {
            const offset = this.#fastSearch(viewOf(piece, start, length), needle);
            if (offset === -1) {
              at = length - needleLength + 1;
              matched = 0;
              continue;
            }
            end = start + offset + needleLength;
          } else {
            const byte = piece[at++];
            while (matched > 0 && needle[matched] !== byte) matched = borders[matched];
            if (needle[matched] === byte) matched++;
            if (matched < needleLength) continue;
            end = at;
          }
          found.push(this.#seen + end - needleLength);
          at = end;
          matched = this.#kept;
          calmFrom = end + Math.max(CALM, needleLength);
        }
        this.#matched = matched;
        this.#seen += length;
        return found;
      }
    };
    module.exports.StreamMatcher = StreamMatcher;
  }
});

// lib/instance/search-stream.js
var require_search_stream = __commonJS({
  "lib/instance/search-stream.js"(exports, module) {
    "use strict";
    var { invalidArgType, memoryLimit } = require_errors();
    var { byteLengthOf, sizeOf } = require_input();
    var { isRevoked } = require_is_revoked();
    var { MOST_PAGES, PAGE } = require_memory_limit();
    var { overlappingOf } = require_fast_index_of();
    var { StreamMatcher } = require_stream_matcher();
    var { TextSeam, joinable } = require_text_seam();
    var { copyOf, lengthOf, viewOf } = require_typed_array();
    var { encode, splitsPair } = require_utf8();
    var PIECE = 65536;
    var BYTES_PER_NEEDLE_BYTE = 5;
    var STREAM = "a Readable, a ReadableStream or an async iterable";
    function chunksOf(source) {
      if (typeof source === "object" && source !== null && !ArrayBuffer.isView(source) && !isRevoked(source)) {
        const candidate = (
          /** @type {any} */
          source
        );
        if (typeof candidate[Symbol.asyncIterator] === "function") return candidate;
        if (typeof candidate[Symbol.iterator] === "function") return candidate;
        if (typeof candidate.getReader === "function") return readChunks(candidate);
      }
      throw invalidArgType("readable", source, STREAM);
    }
    async function* readChunks(stream) {
      const reader = stream.getReader();
      let ended = false;
      try {
        for (; ; ) {
          const { done, value } = await reader.read();
          ended = done;
          if (done) return;
          yield value;
        }
      } catch (error) {
        ended = true;
        throw error;
      } finally {
        if (!ended) await reader.cancel();
        reader.releaseLock();
      }
    }
    async function* piecesOf(chunks) {
      const seam = new TextSeam();
      for await (const chunk of chunks) {
        if (typeof chunk === "string") {
          for (const part of joinable(chunk)) yield* encodedPieces(seam.join(part));
        } else {
          sizeOf(
            "chunk",
            /** @type {Input} */
            chunk
          );
          yield* encodedPieces(seam.end());
          yield* bytePieces(
            /** @type {Uint8Array} */
            chunk
          );
        }
      }
      yield* encodedPieces(seam.end());
    }
    function* bytePieces(chunk) {
      let size = sizeOf("chunk", chunk);
      for (let at = 0; at < size; ) {
        const end = Math.min(at + PIECE, size);
        yield viewOf(chunk, at, end);
        at = end;
        if (at < size) size = sizeOf("chunk", chunk);
      }
    }
    function* encodedPieces(text) {
      for (let at = 0; at < text.length; ) {
        let end = Math.min(at + PIECE, text.length);
        if (splitsPair(text, end)) end--;
        yield encode(text.slice(at, end));
        at = end;
      }
    }
    var EmptyMatcher = class {
      #seen = 0;
      /** @param {Uint8Array} piece */
      feed(piece) {
        const from = this.#seen;
        const length = lengthOf(piece);
        const found = [];
        for (let i = 0; i < length; i++) {
          if (from + i === 0 || (piece[i] & 192) !== 128) found.push(from + i);
        }
        this.#seen += length;
        return found;
      }
      /** @returns {number[]} */
      end() {
        return [this.#seen];
      }
    };
    function searchBatches(fastSearch, readable, needle, options) {
      const chunks = chunksOf(readable);
      fastSearch("", needle);
      const overlapping = overlappingOf(options);
      const size = sizeOf("needle", needle);
      return feed(size === 0 ? new EmptyMatcher() : matcherOf(fastSearch, needle, overlapping), chunks);
    }
    function matcherOf(fastSearch, needle, overlapping) {
      try {
        const bytes = typeof needle === "string" ? encode(needle) : copyOf(needle);
        return new StreamMatcher(fastSearch, bytes, overlapping);
      } catch (refusal) {
        throw memoryLimit(BYTES_PER_NEEDLE_BYTE * byteLengthOf(needle), MOST_PAGES * PAGE, refusal);
      }
    }
    async function* feed(matcher, chunks) {
      for await (const piece of piecesOf(chunks)) {
        const found = matcher.feed(piece);
        if (found.length !== 0) yield found;
      }
      if (matcher.end !== void 0) yield matcher.end();
    }
    async function* flatten(batches) {
      for await (const batch of batches) {
        for (const offset of batch) yield offset;
      }
    }
    var streamSearcher = (fastSearch) => (readable, needle, options) => flatten(searchBatches(fastSearch, readable, needle, options));
    module.exports.searchBatches = searchBatches;
    module.exports.streamSearcher = streamSearcher;
  }
});

// lib/instance/string-ops.js
var require_string_ops = __commonJS({
  "lib/instance/string-ops.js"(exports, module) {
    "use strict";
    var { comparing, hashing, searching } = require_short_inputs();
    var { ownDescriptor } = require_errors();
    var { hashCreator } = require_hash_object();
    var { hashStreamCreator } = require_hash_stream();
    var { holder } = require_held_text();
    var { inspecting, memoryOf } = require_memory();
    var { MemoryLimit } = require_memory_limit();
    var { streamSearcher } = require_search_stream();
    var StringOps = class {
      /**
       * @param {import('../operations/table.js').Kernel} kernel
       * @param {number} maximumPages memory limit of the kernel, in pages of 64 KiB
       * @param {BackendName} backend
       * @param {Error | null} fallbackReason
       */
      constructor(kernel, maximumPages, backend, fallbackReason) {
        const limit = kernel.limit ?? new MemoryLimit(maximumPages);
        this.fastHash = hashing(kernel.fastHash, limit);
        this.fastCompare = comparing(kernel.fastCompare, limit);
        this.fastSearch = searching(kernel.fastSearch, limit);
        this.createHash = hashCreator(this.fastHash);
        this.hashStream = hashStreamCreator(this.fastHash);
        this.searchStream = streamSearcher(this.fastSearch);
        this.hold = holder(kernel);
        this.fastHashAsync = kernel.fastHashAsync;
        this.fastSearchAsync = kernel.fastSearchAsync;
        this.fastIndexOf = kernel.fastIndexOf;
        this.fastSearchAll = kernel.fastSearchAll;
        this.fastCount = kernel.fastCount;
        this.fastHashMany = kernel.fastHashMany;
        this.inspectMemory = inspecting(kernel.memoryState, kernel.copyMemory);
        this.trim = kernel.trim;
        this.debugLog = kernel.debugLog;
        this.backend = backend;
        this.fallbackReason = fallbackReason;
        const get = () => memoryOf(kernel.memoryState(), maximumPages);
        Object.defineProperty(this, "memory", ownDescriptor({ get, enumerable: true }));
        Object.defineProperty(this, "backend", ownDescriptor({ writable: false, configurable: false }));
        Object.defineProperty(this, "fallbackReason", ownDescriptor({ writable: false, configurable: false }));
      }
    };
    module.exports.StringOps = StringOps;
  }
});

// lib/browser/load.js
var require_load = __commonJS({
  "lib/browser/load.js"(exports, module) {
    "use strict";
    var { createAddon } = require_addon();
    var { createJavaScript } = require_javascript();
    var { createWebAssembly } = require_webassembly();
    var { backendUnavailable } = require_errors();
    var { fallbackReason } = require_fallback_reason();
    var { readOptions } = require_options();
    var { StringOps } = require_string_ops();
    var { compileModule, compileModuleSync } = require_module_source();
    var shared = null;
    var sharing = null;
    var latest = null;
    async function loadStringOps2(options) {
      if (options !== void 0) return latest = await load(readOptions(options));
      sharing ??= load(readOptions(void 0));
      const loaded = shared ?? await sharing;
      return latest = shared ??= loaded;
    }
    function loadStringOpsSync2(options) {
      if (options === void 0 && shared !== null) return latest = shared;
      const wishes = readOptions(options);
      const backend = wishes.backend ?? "webassembly";
      let ops;
      try {
        ops = make(backend, wishes, backend === "webassembly" ? compileModuleSync(wishes.wasm) : void 0, null);
      } catch (error) {
        throw backendUnavailable(backend, error);
      }
      if (options === void 0) shared = ops;
      return latest = ops;
    }
    function getStringOps2() {
      return latest;
    }
    async function load(wishes) {
      const { backend, wasm } = wishes;
      if (backend !== void 0 && backend !== "webassembly") return makeForced(backend, wishes);
      try {
        return make("webassembly", wishes, await compileModule(wasm), null);
      } catch (error) {
        if (backend !== void 0) throw backendUnavailable(backend, error);
        const failure = { backend: (
          /** @type {const} */
          "webassembly"
        ), error, wanted: false };
        return make("javascript", wishes, void 0, fallbackReason([failure]));
      }
    }
    function makeForced(backend, wishes) {
      try {
        return make(backend, wishes, void 0, null);
      } catch (error) {
        throw backendUnavailable(backend, error);
      }
    }
    function make(backend, wishes, module2, reason) {
      return new StringOps(createKernel(backend, wishes, module2), wishes.maximumPages, backend, reason);
    }
    function createKernel(backend, wishes, module2) {
      if (backend === "javascript") return createJavaScript(wishes);
      if (module2 !== void 0) return createWebAssembly(wishes, module2);
      return createAddon();
    }
    module.exports.loadStringOps = loadStringOps2;
    module.exports.loadStringOpsSync = loadStringOpsSync2;
    module.exports.getStringOps = getStringOps2;
  }
});

// lib/coordinator/report-table.js
var require_report_table = __commonJS({
  "lib/coordinator/report-table.js"(exports, module) {
    "use strict";
    var MIB = 1 << 20;
    var CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
    var plain = (name) => name.replace(CONTROL, "\uFFFD");
    var microseconds = (nanoseconds) => (nanoseconds / 1e3).toFixed(2);
    function aligned(rows) {
      const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
      return rows.map(
        (row) => row.map((cell, i) => i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join("  ").trimEnd()
      );
    }
    function formatReport({ since, metrics, calls, errors, refused, modules, memory }) {
      const times = ["p50 us", "p90 us", "p99 us", "max us"];
      const head = ["module", "operation", "calls", "wasm", "native", "javascript", "errors", ...metrics ? times : []];
      const rows = Object.entries(modules).flatMap(
        ([module2, { operations }]) => Object.entries(operations).map(([operation, { calls: all, byMethod, errors: failed, latency }]) => {
          const counts = [all, byMethod.wasm, byMethod.native, byMethod.javascript, failed].map(String);
          const { p50, p90, p99, max } = latency ?? {};
          const cells = [p50, p90, p99, max].map((time) => time === void 0 ? "-" : microseconds(time));
          return [plain(module2), plain(operation), ...counts, ...metrics ? cells : []];
        })
      );
      const states = Object.entries(modules).map(
        ([name, { state, method, memory: own }]) => `${plain(name)}: ${state}${method === null ? "" : `, ${method}`}${own === null ? "" : `, ${mebibytes(own.bytes)}`}`
      );
      return [
        ...aligned([head, ...rows]),
        "",
        `calls ${calls}, errors ${errors}, refused ${refused}, since ${since}`,
        ...states,
        ...memory === null ? [] : [`memory: ${mebibytes(memory.rss)} resident, ${mebibytes(memory.heapUsed)} of heap`]
      ].join("\n");
    }
    var mebibytes = (bytes) => `${(bytes / MIB).toFixed(1)} MiB`;
    module.exports.formatReport = formatReport;
  }
});

// lib/coordinator/performance-monitor.js
var require_performance_monitor = __commonJS({
  "lib/coordinator/performance-monitor.js"(exports, module) {
    "use strict";
    var { processMemory } = require_builtins();
    var { formatReport } = require_report_table();
    var PerformanceMonitor = class {
      #modules;
      #timed;
      #started = Date.now();
      #tally;
      /**
       * @param {ReadonlyMap<string, RegisteredModule>} modules
       * @param {boolean} timed
       * @param {{ refused: number }} tally calls that named no module there is, or came to a disposed coordinator
       */
      constructor(modules, timed, tally) {
        this.#modules = modules;
        this.#timed = timed;
        this.#tally = tally;
      }
      /** @returns a plain object, new each time, that JSON can hold */
      getReport() {
        const modules = [...this.#modules].map(([name, module2]) => (
          /** @type {const} */
          [name, module2.report()]
        ));
        const all = modules.flatMap(([, { operations }]) => Object.values(operations));
        return {
          since: new Date(this.#started).toISOString(),
          uptimeMs: Math.max(0, Date.now() - this.#started),
          metrics: this.#timed,
          calls: all.reduce((sum, { calls }) => sum + calls, 0),
          errors: all.reduce((sum, { errors }) => sum + errors, 0),
          refused: modules.reduce((sum, [, { refused }]) => sum + refused, this.#tally.refused),
          modules: Object.fromEntries(modules),
          memory: memoryReport()
        };
      }
      /** @returns the report as a table, with times in microseconds */
      formatReport() {
        return formatReport(this.getReport());
      }
      /** Begins anew, from nothing. */
      reset() {
        this.#started = Date.now();
        this.#tally.refused = 0;
        for (const module2 of this.#modules.values()) module2.resetMetrics();
      }
    };
    function memoryReport() {
      const memory = processMemory();
      if (memory === null) return null;
      const { rss, heapTotal, heapUsed, external, arrayBuffers } = memory;
      return { rss, heapTotal, heapUsed, external, arrayBuffers };
    }
    module.exports.PerformanceMonitor = PerformanceMonitor;
  }
});

// lib/node/diagnostics.js
var require_diagnostics = __commonJS({
  "lib/node/diagnostics.js"(exports, module) {
    "use strict";
    var { channelOf } = require_builtins();
    var channels = {};
    function publish(event, message) {
      const channel = channels[event] ??= channelOf(`stringops-booster:${event}`);
      if (channel !== null && channel.hasSubscribers) channel.publish(message());
    }
    module.exports.publish = publish;
  }
});

// lib/coordinator/metrics.js
var require_metrics = __commonJS({
  "lib/coordinator/metrics.js"(exports, module) {
    "use strict";
    var { createHistogram } = require_builtins();
    var LONGEST = 36e11;
    var NANOSECONDS = 1e6;
    var MOST_CODES = 32;
    var OTHER_CODES = "other";
    var PERCENTILES = [
      ["p50", 50],
      ["p75", 75],
      ["p90", 90],
      ["p99", 99],
      ["p999", 99.9]
    ];
    var OperationMetrics = class {
      /** Calls that ran in WebAssembly. */
      wasm = 0;
      native = 0;
      javascript = 0;
      errors = 0;
      /** @type {Map<string, number>} */
      #codes = /* @__PURE__ */ new Map();
      #timed;
      /** @type {ReturnType<typeof createHistogram> | undefined} */
      #latency;
      /** @param {boolean} timed */
      constructor(timed) {
        this.#timed = timed;
      }
      /** @param {unknown} error */
      fail(error) {
        this.errors++;
        count(this.#codes, codeOf(error));
      }
      /** @param {number} milliseconds that a call took */
      took(milliseconds) {
        this.#latency ??= createHistogram(LONGEST);
        this.#latency?.record(Math.min(Math.max(1, Math.round(milliseconds * NANOSECONDS)), LONGEST));
      }
      report() {
        const { wasm, native, javascript, errors } = this;
        return {
          calls: wasm + native + javascript,
          byMethod: { wasm, native, javascript },
          errors,
          errorCodes: Object.fromEntries(this.#codes),
          latency: this.#timed && this.#latency ? summaryOf(this.#latency) : null
        };
      }
    };
    var ModuleMetrics = class {
      loads = 0;
      loadErrors = 0;
      /** Calls of operations there are not. */
      refused = 0;
      /** @type {Map<string, OperationMetrics>} */
      operations = /* @__PURE__ */ new Map();
      #timed;
      /** @param {boolean} timed whether operations are to be timed */
      constructor(timed) {
        this.#timed = timed;
      }
      /** @param {string} operation */
      of(operation) {
        let metrics = this.operations.get(operation);
        if (metrics === void 0) this.operations.set(operation, metrics = new OperationMetrics(this.#timed));
        return metrics;
      }
      report() {
        const operations = [...this.operations].map(([name, metrics]) => (
          /** @type {const} */
          [name, metrics.report()]
        )).filter(([, { calls }]) => calls !== 0);
        const { loads, loadErrors, refused } = this;
        return { loads, loadErrors, refused, operations: Object.fromEntries(operations) };
      }
    };
    function count(counts, key) {
      const known = counts.has(key) || counts.size < MOST_CODES ? key : OTHER_CODES;
      counts.set(known, (counts.get(known) ?? 0) + 1);
    }
    function codeOf(error) {
      try {
        const { code, name } = (
          /** @type {{ code?: unknown, name?: unknown }} */
          Object(error)
        );
        if (typeof code === "string" || typeof code === "number") return String(code);
        if (typeof name === "string" && name !== "") return name;
      } catch {
      }
      return OTHER_CODES;
    }
    function summaryOf(histogram) {
      const { count: calls, min, max, mean, stddev } = histogram;
      const percentiles = PERCENTILES.map(([name, percentile]) => [name, histogram.percentile(percentile)]);
      const { p50, p75, p90, p99, p999 } = Object.fromEntries(percentiles);
      return {
        unit: "ns",
        count: calls,
        min,
        mean: Math.round(mean),
        stddev: Math.round(stddev),
        p50,
        p75,
        p90,
        p99,
        p999,
        max
      };
    }
    module.exports.ModuleMetrics = ModuleMetrics;
    module.exports.OperationMetrics = OperationMetrics;
  }
});

// lib/coordinator/module-life.js
var require_module_life = __commonJS({
  "lib/coordinator/module-life.js"(exports, module) {
    "use strict";
    var { invalidReturnValue, list } = require_errors();
    var { runStep } = require_load_context();
    var { METHODS } = require_method();
    var { isModule } = require_module_operations();
    var ModuleLife = class {
      /** @type {any} what was loaded */
      module = null;
      /** @type {Method | null} */
      method = null;
      /** Whether calls may go to the module at once: it is loaded, and none waits in front of them. */
      ready = false;
      isEnding = false;
      /** Whether the load has come to its end, good or bad. */
      settled = false;
      /** @type {Set<import('./load-context.js').Step>} */
      waitsFor = /* @__PURE__ */ new Set();
      /** How it ends. @type {import('./load-context.js').Step} */
      ending = { isEnding: true, settled: false, waitsFor: /* @__PURE__ */ new Set([this]) };
      /** @type {Map<string, import('./metrics.js').OperationMetrics>} operations that were called, by name */
      called = /* @__PURE__ */ new Map();
      /** Calls that wait for the module, or run. */
      #users = 0;
      #waiting = 0;
      /** @type {(() => void) | null} told when the last user is gone */
      #idle = null;
      #name;
      #maker;
      /**
       * @param {string} name
       * @param {Maker} maker
       * @param {Ending | null} before how the life before ends
       */
      constructor(name, maker, before) {
        this.#name = name;
        this.#maker = maker;
        if (before !== null) this.waitsFor.add(before.life.ending);
        this.flight = this.#load(before);
        this.flight.catch(() => {
        });
      }
      /** @param {Ending | null} before */
      async #load(before) {
        try {
          await before?.end.catch(() => {
          });
          const { load, methodOf, trusted } = this.#maker;
          const module2 = await (trusted ? load() : runStep(this, load));
          if (!isModule(module2)) {
            throw invalidReturnValue(`The loader of the module '${this.#name}'`, module2, "an object of functions");
          }
          this.method = methodFrom(this.#name, methodOf(module2));
          this.module = module2;
          this.ready = this.#waiting === 0;
        } finally {
          this.settled = true;
          this.waitsFor.clear();
        }
      }
      /** Waits for the module, and keeps it until `leave`. */
      enter() {
        this.#users++;
        this.#waiting++;
      }
      /**
       * Ends the wait of one that has entered, when the module is loaded. Those who waited are served in the order in which
       * they came, and before any that comes later.
       */
      admit() {
        if (--this.#waiting === 0) this.ready = true;
      }
      /** Keeps the module until `leave`. */
      hold() {
        this.#users++;
      }
      leave() {
        if (--this.#users === 0) this.#idle?.();
      }
      /**
       * Gives the module up when the load has settled and the last user is gone.
       *
       * @returns {Promise<boolean>} whether there was a module
       */
      async end() {
        try {
          if (!await this.#hasLoaded()) return false;
          if (this.#users !== 0) await new Promise((resolve) => this.#idle = () => resolve(void 0));
          await runStep(this.ending, () => this.#maker.dispose(this.module));
          return true;
        } finally {
          this.ending.settled = true;
        }
      }
      async #hasLoaded() {
        try {
          await this.flight;
          return true;
        } catch {
          return false;
        }
      }
    };
    function methodFrom(name, method) {
      if (
        /** @type {readonly unknown[]} */
        METHODS.includes(method)
      ) return (
        /** @type {Method} */
        method
      );
      throw invalidReturnValue(`The method function of the module '${name}'`, method, `one of ${list(METHODS)}`);
    }
    module.exports.ModuleLife = ModuleLife;
  }
});

// lib/coordinator/registered-module.js
var require_registered_module = __commonJS({
  "lib/coordinator/registered-module.js"(exports, module) {
    "use strict";
    var { publish } = require_diagnostics();
    var { loadCycle, reasonOf, unknownOperation } = require_errors();
    var { isInHook, isWaitingHere, mayWaitFor } = require_load_context();
    var { ModuleMetrics } = require_metrics();
    var { isAccelerated } = require_method();
    var { ModuleLife } = require_module_life();
    var { isOperation, operationsOf } = require_module_operations();
    var RegisteredModule = class {
      #maker;
      #timed;
      #metrics;
      /** @type {ModuleLife | null} what is loaded, or being loaded */
      #life = null;
      /** @type {import('./module-life.js').Ending | null} while what was loaded ends */
      #ending = null;
      /** @type {string | null} why the latest load failed, if it did */
      #trouble = null;
      /**
       * @param {string} name
       * @param {import('./module-life.js').Maker} maker
       * @param {boolean} timed
       */
      constructor(name, maker, timed) {
        this.name = name;
        this.#maker = maker;
        this.#timed = timed;
        this.#metrics = new ModuleMetrics(timed);
      }
      /** The life whose module takes calls at once, if there is one. */
      get ready() {
        const life = this.#life;
        return life !== null && life.ready ? life : null;
      }
      /** @returns {any} the module, or null while none is loaded */
      get module() {
        return this.#life?.module ?? null;
      }
      /**
       * The life that is or begins now, entered.
       *
       * @returns {ModuleLife}
       * @throws {Error} `ERR_STRINGOPS_CYCLE` for a loader or a hook that would wait for itself
       */
      #enter() {
        const life = this.#life ??= this.#begin();
        if (!mayWaitFor(life)) throw loadCycle(this.name, isInHook());
        life.enter();
        return life;
      }
      #begin() {
        const life = new ModuleLife(this.name, this.#maker, this.#ending);
        life.flight.then(
          () => this.#loaded(life),
          (error) => this.#failed(life, error)
        );
        return life;
      }
      /** @param {ModuleLife} life */
      #loaded(life) {
        this.#trouble = null;
        this.#metrics.loads++;
        if (this.#maker.trusted) return;
        const method = (
          /** @type {Method} */
          life.method
        );
        publish("load", () => ({
          module: this.name,
          method,
          accelerated: isAccelerated(method),
          backend: null,
          fallbackReason: null
        }));
      }
      /**
       * A load that failed is not kept: the next call tries anew.
       *
       * @param {ModuleLife} life
       * @param {unknown} error
       */
      #failed(life, error) {
        if (this.#life === life) this.#life = null;
        this.#trouble = reasonOf(error);
        this.#metrics.loadErrors++;
        if (!this.#maker.trusted) publish("error", () => ({ module: this.name, operation: null, error }));
      }
      /** @returns {Promise<any>} the module */
      async load() {
        if (this.ready !== null) return this.module;
        const life = this.#enter();
        try {
          await life.flight;
          life.admit();
          return life.module;
        } finally {
          life.leave();
        }
      }
      /**
       * Calls when the module is there.
       *
       * @param {string} operation
       * @param {unknown[]} args
       * @returns {Promise<Outcome>}
       */
      async callLater(operation, args) {
        const life = this.#enter();
        try {
          await life.flight;
          life.admit();
          return await this.call(life, operation, args);
        } finally {
          life.leave();
        }
      }
      /**
       * @param {ModuleLife} life that is ready
       * @param {string} operation
       * @param {unknown[]} args
       * @returns {Promise<Outcome>}
       */
      async call(life, operation, args) {
        const { module: module2 } = life;
        const method = (
          /** @type {Method} */
          life.method
        );
        let metrics = life.called.get(operation);
        if (metrics === void 0 || typeof module2[operation] !== "function") metrics = this.#meet(life, operation);
        const start = this.#timed ? performance.now() : 0;
        metrics[method]++;
        try {
          let result = module2[operation](...args);
          if (isThenable(result)) result = await settled(life, result);
          return { result, accelerated: isAccelerated(method), method };
        } catch (error) {
          metrics.fail(error);
          publish("error", () => ({ module: this.name, operation, error }));
          throw error;
        } finally {
          if (this.#timed) metrics.took(performance.now() - start);
        }
      }
      /**
       * @param {ModuleLife} life
       * @param {string} operation
       */
      #meet(life, operation) {
        if (!isOperation(life.module, operation)) {
          this.#metrics.refused++;
          throw unknownOperation(this.name, operation, operationsOf(life.module));
        }
        const metrics = this.#metrics.of(operation);
        life.called.set(operation, metrics);
        return metrics;
      }
      /**
       * Gives up what is loaded. Calls that came before are done first; one that comes later loads it anew, when this
       * has ended.
       *
       * @returns {Promise<boolean>} whether there was anything
       */
      async unload() {
        const life = this.#life ?? this.#ending?.life;
        if (life === void 0) return false;
        if (!mayWaitFor(life.ending)) throw loadCycle(this.name, isInHook());
        if (this.#life === null) return this.#ending?.end ?? false;
        this.#life = null;
        const ending = { life, end: life.end() };
        this.#ending = ending;
        try {
          return await ending.end;
        } finally {
          if (this.#ending === ending) this.#ending = null;
        }
      }
      report() {
        const { state, module: module2, method } = this;
        return {
          state,
          method,
          accelerated: method === null ? null : isAccelerated(method),
          ...this.#metrics.report(),
          memory: this.#maker.trusted && module2 !== null ? { ...module2.memory } : null
        };
      }
      resetMetrics() {
        this.#metrics = new ModuleMetrics(this.#timed);
        this.#life?.called.clear();
      }
      /** @returns {'registered' | 'loading' | 'loaded'} */
      get state() {
        if (this.#life === null) return "registered";
        return this.#life.settled ? "loaded" : "loading";
      }
      /** @returns {Method | null} while a module is loaded */
      get method() {
        return this.#life?.method ?? null;
      }
      /** @returns {string | null} why it could not be loaded when that was last tried */
      get trouble() {
        return this.#trouble;
      }
      /** Whether the loader or hook that is at work here would wait for itself by unloading this. */
      get isBusyHere() {
        const life = this.#life ?? this.#ending?.life;
        return life !== void 0 && isWaitingHere(life.ending);
      }
    };
    var isThenable = (value) => (typeof value === "object" && value !== null || typeof value === "function") && typeof value.then === "function";
    async function settled(life, promise) {
      life.hold();
      try {
        return await promise;
      } finally {
        life.leave();
      }
    }
    module.exports.RegisteredModule = RegisteredModule;
  }
});

// lib/coordinator/coordinator.js
var require_coordinator = __commonJS({
  "lib/coordinator/coordinator.js"(exports, module) {
    "use strict";
    var { detectCapabilities } = require_capabilities();
    var { readCoordinatorOptions, readLoader, readModuleOptions, readName, readNewName } = require_options2();
    var {
      disposed,
      loadCycle,
      moduleExists,
      ownDescriptor,
      unknownModule,
      unloadFailed
    } = require_errors();
    var { examine } = require_health();
    var { isInHook } = require_load_context();
    var { loadStringOps: loadStringOps2 } = require_load();
    var { METHOD_OF } = require_method();
    var { PerformanceMonitor } = require_performance_monitor();
    var { RegisteredModule } = require_registered_module();
    var STRING_OPS = "stringOps";
    var dispose = Symbol.dispose ?? /* @__PURE__ */ Symbol.for("Symbol.dispose");
    var asyncDispose = Symbol.asyncDispose ?? /* @__PURE__ */ Symbol.for("Symbol.asyncDispose");
    var WASMRuntimeCoordinator2 = class {
      /** @type {Map<string, RegisteredModule>} */
      #modules = /* @__PURE__ */ new Map();
      #timed;
      #tally = { refused: 0 };
      /** Between `dispose` and the next `initialize`. */
      #closed = false;
      /** @param {unknown} [options] `CoordinatorOptions` */
      constructor(options) {
        const { load, metrics } = readCoordinatorOptions(options);
        this.#timed = metrics;
        this.#add(STRING_OPS, {
          load: () => loadStringOps2(load),
          methodOf: ({ backend }) => METHOD_OF[
            /** @type {import('../instance/string-ops.js').BackendName} */
            backend
          ],
          // What was loaded is collected when nobody has it any more; others may have the shared instance.
          dispose: () => {
          },
          trusted: true
        });
        this.performanceMonitor = new PerformanceMonitor(this.#modules, metrics, this.#tally);
        Object.defineProperty(this, "performanceMonitor", ownDescriptor({ writable: false, configurable: false }));
      }
      /**
       * Loads StringOps, and makes a disposed coordinator usable again.
       *
       * @returns {Promise<void>}
       */
      async initialize() {
        this.#closed = false;
        await this.#find(STRING_OPS).load();
      }
      /**
       * @param {string} module
       * @param {string} operation
       * @param {...unknown} args
       * @returns {Promise<Outcome>}
       */
      execute(module2, operation, ...args) {
        const registered = this.#modules.get(module2);
        if (registered === void 0 || this.#closed || typeof operation !== "string") {
          return this.#refuse(module2, operation);
        }
        const life = registered.ready;
        return life === null ? registered.callLater(operation, args) : registered.call(life, operation, args);
      }
      /**
       * @param {unknown} module
       * @param {unknown} operation
       * @returns {Promise<never>}
       */
      async #refuse(module2, operation) {
        this.#tally.refused++;
        readName("module", module2);
        readName("operation", operation);
        this.#open(module2);
        throw unknownModule(
          /** @type {string} */
          module2,
          [...this.#modules.keys()]
        );
      }
      /**
       * @param {unknown} name
       * @param {unknown} loader gives a module or a promise of it, when it is needed; or the module
       * @param {unknown} [options] `ModuleOptions`
       * @returns {this}
       */
      registerModule(name, loader, options) {
        const checkedName = readNewName(name);
        const source = readLoader(loader);
        const { methodOf, dispose: hook } = readModuleOptions(options);
        if (this.#modules.has(checkedName)) throw moduleExists(checkedName);
        const isLoader = typeof source === "function";
        this.#add(checkedName, {
          load: () => isLoader ? source() : source,
          methodOf,
          // A module that came ready is its owner's to dispose of.
          dispose: hook ?? (isLoader ? disposeOf : () => {
          }),
          trusted: false
        });
        return this;
      }
      /**
       * @param {string} name
       * @param {import('./module-life.js').Maker} maker
       */
      #add(name, maker) {
        this.#modules.set(name, new RegisteredModule(name, maker, this.#timed));
      }
      /**
       * @param {unknown} name
       * @returns {any} what is loaded, or null while nothing is
       */
      getModule(name) {
        return this.#find(name).module;
      }
      /**
       * @param {unknown} name
       * @returns {Promise<any>}
       */
      async loadModule(name) {
        return this.#open(name).load();
      }
      /**
       * @param {unknown} name
       * @returns {Promise<boolean>} whether anything was loaded
       */
      async unloadModule(name) {
        return this.#find(name).unload();
      }
      /** Unloads all modules. @returns {Promise<void>} */
      async dispose() {
        const modules = [...this.#modules.values()];
        const waiting = modules.find(({ isBusyHere }) => isBusyHere);
        if (waiting !== void 0) throw loadCycle(waiting.name, isInHook());
        this.#closed = true;
        const outcomes = await Promise.allSettled(modules.map((module2) => module2.unload()));
        const errors = outcomes.flatMap((outcome) => outcome.status === "rejected" ? [outcome.reason] : []);
        if (errors.length === 1) throw errors[0];
        if (errors.length > 1) throw unloadFailed(errors);
      }
      [asyncDispose]() {
        return this.dispose();
      }
      /** What there is here, each found by trying it. */
      detectCapabilities() {
        return detectCapabilities();
      }
      /** Whether StringOps answers right, and how the modules are. Never rejects. */
      async health() {
        const { status, ...stringOps } = await examine(() => this.#open(STRING_OPS).load());
        const modules = [...this.#modules.values()].map(({ name, state, method, trouble }) => {
          return (
            /** @type {const} */
            [name, { state, method, error: trouble }]
          );
        });
        return {
          status,
          healthy: status !== "failed",
          disposed: this.#closed,
          checkedAt: (/* @__PURE__ */ new Date()).toISOString(),
          ...stringOps,
          modules: Object.fromEntries(modules)
        };
      }
      /**
       * @param {unknown} name
       * @returns {RegisteredModule}
       */
      #find(name) {
        const module2 = this.#modules.get(readName("name", name));
        if (module2 === void 0) throw unknownModule(
          /** @type {string} */
          name,
          [...this.#modules.keys()]
        );
        return module2;
      }
      /**
       * @param {unknown} name
       * @returns {RegisteredModule} that may be loaded
       */
      #open(name) {
        const module2 = this.#find(name);
        if (this.#closed) throw disposed();
        return module2;
      }
    };
    var disposeOf = (module2) => {
      if (typeof module2[asyncDispose] === "function") return module2[asyncDispose]();
      return typeof module2[dispose] === "function" ? module2[dispose]() : void 0;
    };
    module.exports.WASMRuntimeCoordinator = WASMRuntimeCoordinator2;
  }
});

// lib/browser/index.mjs
var import_javascript = __toESM(require_javascript(), 1);
var import_webassembly = __toESM(require_webassembly(), 1);
var import_coordinator = __toESM(require_coordinator(), 1);
var import_load = __toESM(require_load(), 1);
var import_module_source = __toESM(require_module_source(), 1);
(0, import_module_source.setPlaces)({
  // In this form bundlers see that there is a file to take along.
  url: () => new URL("../../modules/stringOps/stringOps.wasm", import.meta.url),
  script: () => import("./module-bytes.mjs")
});
var export_StringOpsFallback = import_javascript.StringOpsFallback;
var export_StringOpsWrapper = import_webassembly.StringOpsWrapper;
var export_WASMRuntimeCoordinator = import_coordinator.WASMRuntimeCoordinator;
var export_getStringOps = import_load.getStringOps;
var export_loadStringOps = import_load.loadStringOps;
var export_loadStringOpsSync = import_load.loadStringOpsSync;
export {
  export_StringOpsFallback as StringOpsFallback,
  export_StringOpsWrapper as StringOpsWrapper,
  export_WASMRuntimeCoordinator as WASMRuntimeCoordinator,
  export_getStringOps as getStringOps,
  export_loadStringOps as loadStringOps,
  export_loadStringOpsSync as loadStringOpsSync
};
