/**
 * StringOps Module Loader
 * Automatically loads WASM or falls back to JavaScript
 */

import { StringOpsWrapper } from './stringOps.wrapper.js';
import { StringOpsFallback } from './stringOps.fallback.js';

let instance = null;
let fallbackInstance = null;

export async function loadStringOps(memory) {
  // Try to load WASM
  try {
    const wasmPath = new URL('./stringOps.wasm', import.meta.url);
    const wasmModule = await WebAssembly.compileStreaming(fetch(wasmPath));

    const wasmInstance = await WebAssembly.instantiate(wasmModule, {
      env: {
        memory: memory || new WebAssembly.Memory({ initial: 256 }),
        log: (val) => console.log('WASM Log:', val)
      }
    });

    instance = new StringOpsWrapper(wasmInstance, memory);
    console.log('✅ StringOps WASM loaded successfully');
    return instance;

  } catch (error) {
    console.warn('⚠️ StringOps WASM unavailable, using JavaScript fallback');
    fallbackInstance = new StringOpsFallback();
    return fallbackInstance;
  }
}

export function getStringOps() {
  return instance || fallbackInstance;
}
