// Modules of five compilers, each loaded in one line: strings and arrays go in and come out, and no call runs for longer
// than it may. The sources are beside this file; build.mjs compiles them.
//
//   node examples/wasm/main.mjs
import fs from 'node:fs';
import wabtFactory from 'wabt';
import { loadWasm } from 'stringops-booster';

const beside = (name) => new URL(name, import.meta.url);
const limits = { deadline: 1000, maximumPages: 512 };

// C, freestanding: an outline of a JavaScript text as JSON.
const parser = await loadWasm(beside('astParser.wasm'), {
  functions: { parse: { parameters: ['string'], result: 'string' } },
  limits,
});
for (const { kind, name, line } of JSON.parse(
  parser.exports.parse('class A {}\n// function no\nasync function b() {}'),
)) {
  console.log(`C: ${kind} ${name} in line ${line}`);
}

// C with SIMD: arrays of doubles.
const WasmCompute = await loadWasm(beside('compute.wasm'), {
  functions: { processData: { parameters: ['f64s', { out: 'f64s' }, 'number', 'number'], result: 'void' } },
  limits,
});
const numbers = Float64Array.of(1, 2, 3, 4, 5);
const results = new Float64Array(numbers.length);
WasmCompute.exports.processData(numbers, results, numbers.length, 1);
console.log('C with SIMD: squares', results.join(' '));

// Rust: the longest word is returned as a pointer into the text.
const words = await loadWasm(beside('words.wasm'), {
  functions: {
    count: { parameters: ['string'], result: 'u32' },
    longest: { parameters: ['string'], result: 'string' },
  },
  limits,
});
console.log(
  'Rust:',
  words.exports.count('ein übergroßes Wort'),
  'words, the longest',
  words.exports.longest('ein übergroßes Wort'),
);

// AssemblyScript.
const statistics = await loadWasm(beside('statistics.wasm'), {
  functions: { deviation: { parameters: ['f64s', 'number'], result: 'number' } },
  limits,
});
console.log('AssemblyScript: deviation', statistics.exports.deviation(numbers, numbers.length).toFixed(4));

// WebAssembly's own text: the guide's module, which imports its memory and a function, and has no allocator.
const wabt = await wabtFactory();
const text = fs.readFileSync(new URL('../../__tests__/guide/loader/stringOps.wat', import.meta.url), 'utf8');
const stringOps = await loadWasm(wabt.parseWat('stringOps.wat', text).toBinary({}).buffer, {
  imports: { env: { log: (value) => console.log('log', value) } },
  functions: {
    fastHash: { parameters: ['string'], result: 'u32' },
    fastCompare: { parameters: ['string', 'string'], result: 'number' },
    fastSearch: { parameters: ['string', 'string'], result: 'number' },
  },
  limits,
});
const { fastHash, fastCompare, fastSearch } = stringOps.exports;
console.log('WAT:', fastHash('hello world'), fastCompare('Apple', 'apple'), fastSearch('hello world', 'world'));

// A call that would take too long is stopped, and the module goes on.
const hurried = await loadWasm(beside('astParser.wasm'), {
  functions: { parse: { parameters: ['string'], result: 'string' } },
  limits: { fuel: 5000 },
});
try {
  hurried.exports.parse('function f() {}\n'.repeat(1000));
} catch (error) {
  console.log('stopped:', error.code);
}
console.log('and again:', hurried.exports.parse('class A {}'));
