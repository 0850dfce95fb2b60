// The corpus, read from files, or in a page over the network.

/**
 * An input of the corpus as the operations take it; see ../corpus/README.md.
 *
 * @returns {string | Uint8Array}
 */
export function build(input) {
  const [[form, value], ...more] = Object.entries(input);
  if (more.length !== 0) throw new Error(`an input has one member: ${JSON.stringify(input)}`);
  switch (form) {
    case 'text':
      if (!value.isWellFormed()) throw new Error('"text" must be well-formed');
      return value;
    case 'utf16':
      return value.map((unit) => String.fromCharCode(unit)).join('');
    case 'hex':
      return Uint8Array.from(value.match(/[0-9a-f]{2}/g) ?? [], (digits) => Number.parseInt(digits, 16));
    case 'repeat':
      return join(Array(value[1]).fill(build(value[0])));
    case 'concat':
      return join(value.map(build));
    default:
      throw new Error(`unknown form ${JSON.stringify(form)}`);
  }
}

function join(parts) {
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  if (parts.every((part) => typeof part !== 'string')) return concat(parts);
  throw new Error('strings and bytes cannot be joined');
}

/** @param {Uint8Array[]} parts */
function concat(parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

/** Offsets as a list; see ../corpus/README.md. */
const list = (offsets) =>
  Array.isArray(offsets) ? offsets : Array.from({ length: offsets.count }, (_, i) => offsets.start + i * offsets.step);

/** The rows of one of the files. @returns {Promise<any[]>} */
async function read(file) {
  const url = new URL(`../corpus/${file}.json`, import.meta.url);
  if (url.protocol !== 'file:') return (await (await fetch(url)).json()).rows;
  return JSON.parse((await import('node:fs')).readFileSync(url, 'utf8')).rows;
}

/**
 * Every row as a call and its expected result.
 *
 * @type {{ name: string, operation: string, args: unknown[], expected: any }[]}
 */
export const corpus = [
  ...(await read('hash')).flatMap(({ name, input, seed, hash, seed64, hash64 }) => {
    const args64 = [build(input), ...(seed64 === undefined ? [] : [BigInt(`0x${seed64}`)])];
    return [
      {
        name: `hash: ${name}`,
        operation: 'fastHash',
        args: [build(input), ...(seed === undefined ? [] : [seed])],
        expected: Number.parseInt(hash, 16),
      },
      { name: `hash, 64 bits: ${name}`, operation: 'fastHash64', args: args64, expected: BigInt(`0x${hash64}`) },
      { name: `hash, digits: ${name}`, operation: 'fastHash64Hex', args: args64, expected: hash64 },
    ];
  }),
  ...(await read('compare')).map(({ name, a, b, order }) => ({
    name: `compare: ${name}`,
    operation: 'fastCompare',
    args: [build(a), build(b)],
    expected: order,
  })),
  ...(await read('search')).map(({ name, haystack, needle, offset }) => ({
    name: `search: ${name}`,
    operation: 'fastSearch',
    args: [build(haystack), build(needle)],
    expected: offset,
  })),
  ...(await read('index')).map(({ name, haystack, needle, position, index }) => ({
    name: `index: ${name}`,
    operation: 'fastIndexOf',
    args: [build(haystack), build(needle), ...(position === undefined ? [] : [Number(position)])],
    expected: index,
  })),
  ...(await read('searchall')).flatMap(({ name, haystack, needle, overlapping, offsets }) => {
    const args = [build(haystack), build(needle), ...(overlapping === undefined ? [] : [{ overlapping }])];
    const expected = list(offsets);
    return [
      { name: `search all: ${name}`, operation: 'fastSearchAll', args, expected },
      { name: `count: ${name}`, operation: 'fastCount', args, expected: expected.length },
    ];
  }),
  ...(await read('hashmany')).flatMap(({ name, inputs, hashes, hashes64 }) => [
    {
      name: `hash many: ${name}`,
      operation: 'fastHashMany',
      args: [inputs.map(build)],
      expected: hashes.map((hash) => Number.parseInt(hash, 16)),
    },
    {
      name: `hash many, 64 bits: ${name}`,
      operation: 'fastHashMany64',
      args: [inputs.map(build)],
      expected: hashes64.map((hash) => BigInt(`0x${hash}`)),
    },
  ]),
];
