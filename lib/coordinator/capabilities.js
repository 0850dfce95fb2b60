'use strict';

/**
 * What is available here, each found out by trying it.
 */

const { buildInfo, createAddon } = require('../backends/addon/addon.js');
const { attempt, reasonOf, reasonsOf } = require('../errors/errors.js');
const { readOptions } = require('../load/options.js');

/**
 * Modules that each use one feature, and nothing else newer than WebAssembly itself.
 */
const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A type section with `() -> ()`, and a function section with one function of that type. */
const FUNCTION = [1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0];

const PROBES = {
  /** `(module (func))` */
  wasm: [...HEADER, ...FUNCTION, 10, 4, 1, 2, 0, 0x0b],
  /** `(module (func i32.const 0 i8x16.splat drop))` */
  simd: [...HEADER, ...FUNCTION, 10, 9, 1, 7, 0, 0x41, 0, 0xfd, 0x0f, 0x1a, 0x0b],
  /** `(module (memory 1 1 shared) (func i32.const 0 i32.atomic.load drop))` */
  threads: [...HEADER, ...FUNCTION, 5, 4, 1, 3, 1, 1, 10, 11, 1, 9, 0, 0x41, 0, 0xfe, 0x10, 2, 0, 0x1a, 0x0b],
  /** `(module (memory 1) (func i32.const 0 i32.const 0 i32.const 0 memory.fill))` */
  bulkMemory: [...HEADER, ...FUNCTION, 5, 3, 1, 0, 1, 10, 13, 1, 11, 0, 0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 11, 0, 0x0b],
};

/** @param {keyof typeof PROBES} feature */
const probe = (feature) => Uint8Array.from(PROBES[feature]);

/** Compiled and run, which a page's policy may forbid even where it allows validating. */
const runProbe = () => new WebAssembly.Instance(new WebAssembly.Module(probe('wasm')));

/**
 * @param {'wasmtime' | 'native'} backend
 * @returns {string[] | null} why it is not available; null if it is
 */
function refusalOf(backend) {
  const { error } = attempt(() => createAddon(backend, readOptions(undefined)));
  return error === null ? null : reasonsOf(error);
}

/**
 * The first four concern the JavaScript engine, the others the addon.
 */
function detectCapabilities() {
  const { value: info, error } = attempt(buildInfo);
  const wasm = attempt(runProbe).error === null;
  /** @param {keyof typeof PROBES} feature */
  const accepts = (feature) => wasm && WebAssembly.validate(probe(feature));
  const wasmtime = refusalOf('wasmtime');
  const native = refusalOf('native');
  return {
    wasm,
    simd: accepts('simd'),
    threads: accepts('threads'),
    bulkMemory: accepts('bulkMemory'),
    wasmtime: { available: wasmtime === null, version: info?.wasmtime ?? null, reasons: wasmtime },
    native: { available: native === null, reasons: native },
    cpuLevel: info?.cpuLevel ?? null,
    addon: {
      loaded: info !== null,
      version: info?.version ?? null,
      target: info?.target ?? null,
      reason: error === null ? null : reasonOf(error),
    },
  };
}

module.exports = { PROBES, detectCapabilities };
