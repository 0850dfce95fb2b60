// WebAssembly modules with the guide's ABI that lie, trap, throw, grow and call back, and what StringOpsWrapper must
// make of each.
import wabtFactory from 'wabt';

const { parseWat } = await wabtFactory();
const FEATURES = {
  simd: true,
  bulk_memory: true,
  threads: true,
  exceptions: true,
  reference_types: true,
  multi_value: true,
  mutable_globals: true,
  sat_float_to_int: true,
};

/**
 * @param {string} wat
 * @param {boolean} [asBytes] whether not to compile it
 */
export function assemble(wat, asBytes = false) {
  const parsed = parseWat('hostile.wat', wat, FEATURES);
  try {
    parsed.resolveNames();
    const { buffer } = parsed.toBinary({});
    return asBytes ? buffer : new WebAssembly.Module(buffer);
  } finally {
    parsed.destroy();
  }
}

/** Correct results, by plain loops. */
const KERNELS = `
  (func $hash (param $ptr i32) (param $len i32) (result i32)
    (local $hash i32)
    (local.set $hash (i32.const 2166136261))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $len)))
        (local.set $hash (i32.mul (i32.xor (local.get $hash) (i32.load8_u (local.get $ptr))) (i32.const 16777619)))
        (local.set $ptr (i32.add (local.get $ptr) (i32.const 1)))
        (local.set $len (i32.sub (local.get $len) (i32.const 1)))
        (br $next)))
    (local.get $hash))
  (func $compare (param $p i32) (param $p_len i32) (param $q i32) (param $q_len i32) (result i32)
    (local $a i32) (local $b i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $p_len)))
        (br_if $done (i32.eqz (local.get $q_len)))
        (local.set $a (i32.load8_u (local.get $p)))
        (local.set $b (i32.load8_u (local.get $q)))
        (if (i32.ne (local.get $a) (local.get $b))
          (then (return (select (i32.const -1) (i32.const 1) (i32.lt_u (local.get $a) (local.get $b))))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (local.set $p_len (i32.sub (local.get $p_len) (i32.const 1)))
        (local.set $q_len (i32.sub (local.get $q_len) (i32.const 1)))
        (br $next)))
    (i32.sub (i32.gt_u (local.get $p_len) (local.get $q_len)) (i32.lt_u (local.get $p_len) (local.get $q_len))))
  (func $search (param $h i32) (param $h_len i32) (param $n i32) (param $n_len i32) (result i32)
    (local $at i32)
    (block $missing
      (br_if $missing (i32.gt_u (local.get $n_len) (local.get $h_len)))
      (loop $next
        (if (i32.eqz (call $compare (i32.add (local.get $h) (local.get $at)) (local.get $n_len) (local.get $n) (local.get $n_len)))
          (then (return (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.le_u (local.get $at) (i32.sub (local.get $h_len) (local.get $n_len))))))
    (i32.const -1))`;

const HASH = '(call $hash (local.get 0) (local.get 1))';
const COMPARE = '(call $compare (local.get 0) (local.get 1) (local.get 2) (local.get 3))';
const SEARCH = '(call $search (local.get 0) (local.get 1) (local.get 2) (local.get 3))';

/**
 * @param {object} parts
 * @param {string} [parts.hash] body of fastHash; likewise the others
 * @param {string} [parts.hashType] its results
 * @param {string} [parts.memory] the module's own, which it exports
 * @param {string} [parts.more] further fields
 * @param {object} [imports] `host` functions that the module may import
 */
function instance(
  {
    hash = HASH,
    hashType = 'i32',
    compare = COMPARE,
    compareType = 'i32',
    search = SEARCH,
    searchType = 'i32',
    memory = '(memory (export "memory") 2)',
    imported = '',
    more = '',
  },
  imports = {},
) {
  const module = assemble(`(module ${imported} ${memory} ${KERNELS}
    (func (export "fastHash") (param i32 i32) (result ${hashType}) ${hash})
    (func (export "fastCompare") (param i32 i32 i32 i32) (result ${compareType}) ${compare})
    (func (export "fastSearch") (param i32 i32 i32 i32) (result ${searchType}) ${search})
    ${more})`);
  return new WebAssembly.Instance(module, { env: imports });
}

const MODULE = 'ERR_STRINGOPS_MODULE';
const HASHES = ['fastHash', 'fastHashMany'];
/** By the module, if it has it; otherwise in JavaScript, where no module can do harm. */
const HASH_64 = ['fastHash64'];
const hash64 = (result, body) => `(func (export "fastHash64From") (param i32 i32 i64) (result ${result}) ${body})`;
const ORDERS = ['fastCompare'];
const SEARCHES = ['fastSearch', 'fastSearchAll', 'fastCount', 'fastIndexOf'];
const ALL = [...HASHES, ...ORDERS, ...SEARCHES];
const external = { imported: '(import "env" "any" (func $any (result externref)))' };
const called = '(import "env" "call" (func $call))';
const scratch = (type, init, body = '') =>
  `(global (export "scratchSize") ${type} ${init}) (func (export "setScratch") (param i32 i32) ${body})`;

/** A module whose fastHash, say, returns `value` of a type, and so what the operations that need it throw. */
const returns = (what, type, value, code = MODULE) => {
  const name = { hash: 'fastHash', compare: 'fastCompare', search: 'fastSearch' }[what];
  const operations = { hash: HASHES, compare: ORDERS, search: SEARCHES }[what];
  return {
    name: `${name} returns ${type} ${value}`,
    make: () => ({ instance: instance({ [what]: value, [`${what}Type`]: type }) }),
    throws: { [code]: operations },
  };
};

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {(wrapper: () => any) => { instance: any, memory?: WebAssembly.Memory, after?: () => void }} make `after`
 *   is called when the wrapper is made
 * @property {string} [refused] the code with which the constructor throws
 * @property {boolean} [later] whether only some of the calls throw
 * @property {Record<string, string[]>} [throws] code to the operations that must throw it; what stands in none must
 *   give what is in range
 * @property {boolean} [right] whether all other results must be right, not only in range
 */

/** @type {Case[]} */
export const CASES = [
  // Impossible results.
  returns('hash', 'i64', '(i64.const 7)'),
  returns('hash', 'f64', '(f64.const 0.5)'),
  returns('hash', 'f64', '(f64.const nan)'),
  returns('hash', 'f64', '(f64.const inf)'),
  returns('hash', 'f64', '(f64.const 4294967296)'),
  returns('hash', 'f32', '(f32.const -1e30)'),
  returns('hash', '', ''),
  returns('hash', 'i32 i32', '(i32.const 1) (i32.const 2)'),
  returns('compare', 'i32', '(i32.const 2)'),
  returns('compare', 'i32', '(i32.const -2)'),
  returns('compare', 'i32', '(i32.const 0x80000000)'),
  returns('compare', 'i64', '(i64.const 1)'),
  returns('compare', 'f64', '(f64.const 0.5)'),
  returns('compare', 'f64', '(f64.const nan)'),
  { ...returns('compare', 'f64', '(f64.const -0)'), throws: {} },
  returns('search', 'i32', '(i32.const -2)'),
  returns('search', 'i32', '(i32.const 0x80000000)'),
  returns('search', 'i32', '(i32.const 0x7fffffff)'),
  returns('search', 'i32', '(local.get 1)'),
  returns('search', 'i32', '(i32.add (i32.sub (local.get 1) (local.get 3)) (i32.const 1))'),
  returns('search', 'i64', '(i64.const -1)'),
  returns('search', 'i64', '(i64.const 0)'),
  returns('search', 'f64', '(f64.const 0.5)'),
  returns('search', 'f64', '(f64.const nan)'),
  returns('search', 'f64', '(f64.const -4294967296)'),
  returns('search', '', ''),
  ...[
    ['i32', '(i32.const 7)'],
    ['f64', '(f64.const 7)'],
    ['i64', 'unreachable'],
    ['i64 i64', '(i64.const 1) (i64.const 2)'],
  ].map(([result, body]) => ({
    name: `fastHash64From returns ${result} by ${body}`,
    make: () => ({ instance: instance({ more: hash64(result, body) }) }),
    throws: { [MODULE]: HASH_64 },
  })),
  {
    name: 'fastHash64From returns -1 always',
    make: () => ({ instance: instance({ more: hash64('i64', '(i64.const -1)') }) }),
  },
  {
    name: 'fastHash64From takes no state',
    make: () => ({
      instance: instance({ more: '(func (export "fastHash64From") (param i32 i32) (result i64) (i64.const 1))' }),
    }),
  },
  // In range but wrong: nothing reveals that, but the loops over them end, within the haystack.
  { name: 'fastSearch returns 0 always', make: () => ({ instance: instance({ search: '(i32.const 0)' }) }) },
  {
    name: 'fastSearch returns the last offset always',
    make: () => ({ instance: instance({ search: '(i32.sub (local.get 1) (local.get 3))' }) }),
  },
  { name: 'fastCompare returns 1 always', make: () => ({ instance: instance({ compare: '(i32.const 1)' }) }) },
  {
    name: 'fastSearch lies from its third call on',
    make: () => ({
      instance: instance({
        search:
          '(global.set $calls (i32.add (global.get $calls) (i32.const 1))) (if (result i32) (i32.gt_u (global.get $calls) (i32.const 2)) (then (local.get 1)) (else ' +
          SEARCH +
          '))',
        more: '(global $calls (mut i32) (i32.const 0))',
      }),
    }),
    throws: { [MODULE]: SEARCHES },
    later: true,
  },
  ...[
    ['undefined', undefined],
    ['null', null],
    ["'1'", '1'],
    [
      'an object that would convert',
      {
        valueOf: () => 0,
        toString() {
          throw new Error('not to be asked');
        },
      },
    ],
    ['a symbol', Symbol('x')],
    ['true', true],
  ].map(([name, value]) => ({
    name: `all three return ${name}, by externref`,
    make: () => ({
      instance: instance(
        {
          ...external,
          hash: '(call $any)',
          hashType: 'externref',
          compare: '(call $any)',
          compareType: 'externref',
          search: '(call $any)',
          searchType: 'externref',
        },
        { any: () => value },
      ),
    }),
    throws: { [MODULE]: ALL },
  })),
  // Calls that do not return.
  ...[
    ['unreachable', 'unreachable'],
    ['a load out of bounds', '(drop (i32.load8_u (i32.const -1)))'],
    ['a memory.fill out of bounds', '(memory.fill (i32.const 0) (i32.const 0) (i32.const -1))'],
    ['a division by zero', '(drop (i32.div_u (i32.const 1) (i32.const 0)))'],
    ['a table without entry', '(call_indirect (i32.const 0))'],
  ].map(([name, trap]) => ({
    name: `all three trap: ${name}`,
    make: () => ({
      instance: instance({
        hash: `${trap} ${HASH}`,
        compare: `${trap} ${COMPARE}`,
        search: `${trap} ${SEARCH}`,
        more: '(table 1 funcref)',
      }),
    }),
    throws: { [MODULE]: ALL },
  })),
  {
    name: 'all three throw an exception of WebAssembly',
    make: () => ({
      instance: instance({
        hash: `(throw $tag) ${HASH}`,
        compare: `(throw $tag) ${COMPARE}`,
        search: `(throw $tag) ${SEARCH}`,
        more: '(tag $tag)',
      }),
    }),
    throws: { [MODULE]: ALL },
  },
  {
    name: 'all three recurse without end',
    make: () => ({
      instance: instance({
        hash: `(drop (call $deep (i32.const 1))) ${HASH}`,
        compare: `(drop (call $deep (i32.const 1))) ${COMPARE}`,
        search: `(drop (call $deep (i32.const 1))) ${SEARCH}`,
        more: '(func $deep (param i32) (result i32) (i32.add (call $deep (i32.add (local.get 0) (i32.const 1))) (local.get 0)))',
      }),
    }),
    // What the engine throws when a stack is full, including the caller's own.
    throws: { RangeError: ALL },
  },
  {
    name: "the import throws, which is the caller's and comes through",
    make: () => ({
      instance: instance(
        {
          imported: called,
          hash: `(call $call) ${HASH}`,
          compare: `(call $call) ${COMPARE}`,
          search: `(call $call) ${SEARCH}`,
        },
        {
          call() {
            throw Object.assign(new Error('mine'), { code: 'MINE' });
          },
        },
      ),
    }),
    throws: { MINE: ALL },
  },
  // Memory.
  {
    name: 'all three make the memory grow in every call',
    make: () => ({
      instance: instance({
        hash: `(drop (memory.grow (i32.const 1))) ${HASH}`,
        compare: `(drop (memory.grow (i32.const 1))) ${COMPARE}`,
        search: `(drop (memory.grow (i32.const 1))) ${SEARCH}`,
        memory: '(memory (export "memory") 2 60000)',
      }),
    }),
    right: true,
  },
  {
    name: 'all three write over the whole memory first',
    make: () => ({
      instance: instance(
        Object.fromEntries(
          [
            ['hash', HASH],
            ['compare', COMPARE],
            ['search', SEARCH],
          ].map(([name, body]) => [
            name,
            `(memory.fill (i32.const 0) (i32.const 0xff) (i32.shl (memory.size) (i32.const 16))) ${body}`,
          ]),
        ),
      ),
    }),
  },
  {
    name: 'the exported memory has no pages and may not grow',
    make: () => ({ instance: instance({ memory: '(memory (export "memory") 0 0)' }) }),
    throws: { ERR_STRINGOPS_MEMORY: ALL },
  },
  {
    name: 'the exported memory is shared',
    make: () => ({ instance: instance({ memory: '(memory (export "memory") 1 100 shared)' }) }),
    right: true,
  },
  {
    name: 'the memory given is another one than the module reads',
    make: () => ({ instance: instance({}), memory: new WebAssembly.Memory({ initial: 1 }) }),
  },
  {
    name: 'no memory',
    make: () => ({ instance: instance({ memory: '(memory 1)' }) }),
    refused: 'ERR_INVALID_ARG_TYPE',
  },
  {
    name: 'exports that are others each time they are asked for',
    make() {
      const { exports } = instance({});
      let reads = 0;
      return {
        instance: {
          get exports() {
            return reads++ === 0 ? { ...exports } : { fastHash: () => -0.5 };
          },
        },
      };
    },
    right: true,
  },
  {
    name: 'exports that are replaced later',
    make() {
      const exports = { ...instance({}).exports };
      return {
        instance: { exports },
        after: () => Object.assign(exports, { fastHash: 1, fastCompare: null, fastSearch: () => 1e9, memory: 'none' }),
      };
    },
    right: true,
  },
  // Calls back.
  ...ALL.map((operation) => ({
    name: `the import calls ${operation} of the wrapper and hides that it may not`,
    make(wrapper) {
      const call = () => {
        try {
          // What needs no module may be called, and is correct.
          if (wrapper().isRight(operation)) return;
        } catch (error) {
          if (error.code !== 'ERR_STRINGOPS_REENTRANT') throw error;
          return;
        }
        throw new Error(`${operation} ran within a call`);
      };
      return {
        instance: instance(
          {
            imported: called,
            hash: `(call $call) ${HASH}`,
            compare: `(call $call) ${COMPARE}`,
            search: `(call $call) ${SEARCH}`,
          },
          { call },
        ),
      };
    },
    right: true,
  })),
  // Scratch.
  ...[
    ['i32', '(i32.const -1)'],
    ['i32', '(i32.const 0x7fffffff)'],
    ['i32', '(i32.const 61441)'],
    ['f64', '(f64.const nan)'],
    ['f64', '(f64.const inf)'],
    ['f64', '(f64.const 0.5)'],
    ['i64', '(i64.const 16640)'],
    ['v128', '(v128.const i64x2 1 1)'],
    ['externref', '(ref.null extern)'],
  ].map(([type, init]) => ({
    name: `scratchSize is ${type} ${init}`,
    make: () => ({ instance: instance({ more: scratch(type, init) }) }),
    refused: MODULE,
  })),
  {
    name: 'setScratch traps',
    make: () => ({ instance: instance({ more: scratch('i32', '(i32.const 64)', 'unreachable') }) }),
    refused: MODULE,
  },
  {
    name: 'setScratch is a global',
    make: () => ({
      instance: instance({
        more: '(global (export "setScratch") i32 (i32.const 1)) (global (export "scratchSize") i32 (i32.const 64))',
      }),
    }),
    refused: MODULE,
  },
  {
    name: 'fastHash64From is a memory',
    make: () => ({ instance: instance({ memory: '(memory (export "memory") (export "fastHash64From") 1)' }) }),
    refused: MODULE,
  },
  {
    name: 'fastHashFrom is a memory',
    make: () => ({ instance: instance({ memory: '(memory (export "memory") (export "fastHashFrom") 1)' }) }),
    refused: MODULE,
  },
  {
    name: 'scratchSize is a function',
    make: () => ({
      instance: instance({ more: '(func (export "scratchSize")) (func (export "setScratch") (param i32 i32))' }),
    }),
    refused: MODULE,
  },
  {
    name: 'scratch is wanted of a memory that cannot have it',
    make: () => ({
      instance: instance({ memory: '(memory (export "memory") 0 0)', more: scratch('i32', '(i32.const 64)') }),
    }),
    refused: 'ERR_STRINGOPS_MEMORY',
  },
  {
    name: 'setScratch takes another number of arguments',
    make: () => ({
      instance: instance({
        more: '(global (export "scratchSize") i32 (i32.const 64)) (func (export "setScratch") (param i32 i32 i32 f64))',
      }),
    }),
    right: true,
  },
  {
    name: 'scratchSize without setScratch',
    make: () => ({ instance: instance({ more: '(global (export "scratchSize") i32 (i32.const -1))' }) }),
    right: true,
  },
  ...['fastHash', 'fastCompare', 'fastSearch'].map((name) => ({
    name: `${name} is missing`,
    make: () => ({ instance: { exports: { ...instance({}).exports, [name]: undefined } } }),
    refused: 'ERR_INVALID_ARG_VALUE',
  })),
];

export { ALL as OPERATION_NAMES };
