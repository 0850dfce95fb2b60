'use strict';

// 1,000 needles that one held text of 1 MB does not contain, compared with `indexOf`: npm run bench -- held, or
// node benches/held.cjs
const { loadStringOpsSync } = require('..');

const BACKENDS = ['wasmtime', 'native', 'webassembly', 'javascript'];
const WORDS = (
  'the of and to in is that it was for on are with as his they be at one have this from or had by hot ' +
  'but some what there we can out other were all your when up use word how said an each she which do their time if will way'
).split(' ');

/** @type {Record<string, (i: number) => string>} */
const NEEDLES = {
  'words that are not there': (i) => `${WORDS[i % WORDS.length]}${WORDS[(i * 7) % WORDS.length]}${i}`,
  'phrases of its words that are not there': (i) =>
    `${WORDS[i % 60]} ${WORDS[(i * 7) % 60]} ${WORDS[(i * 11) % 60]} ${WORDS[(i * 13) % 60]} the`,
  'an unused first character': (i) => `Q${i}zz`,
};

/** Milliseconds of the best of five rounds; every search must return -1. */
function time(needles, search) {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    for (const needle of needles) if (search(needle) !== -1) throw new Error('found what is not there');
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function measure() {
  let seed = 1;
  const random = (below) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % below;
  let text = '';
  while (text.length < 1 << 20) text += `${WORDS[random(1 << 20) % WORDS.length]} `;
  text = Buffer.from(text).toString('latin1', 0, 1 << 20);

  const lines = [['needles; ms', 'indexOf', ...BACKENDS]];
  for (const [name, make] of Object.entries(NEEDLES)) {
    const needles = Array.from({ length: 4000 }, (_, i) => make(i))
      .filter((needle) => !text.includes(needle))
      .slice(0, 1000);
    const plain = time(needles, (needle) => text.indexOf(needle));
    const cells = BACKENDS.map((backend) => {
      const held = loadStringOpsSync({ backend }).hold(text);
      const ours = time(needles, (needle) => held.fastSearch(needle));
      held.free();
      return `${ours.toFixed(1)} (${(plain / ours).toFixed(1)}×)`;
    });
    lines.push([`${needles.length} ${name}`, plain.toFixed(1), ...cells]);
  }
  return lines;
}

module.exports = { measure };
if (require.main === module) for (const line of measure()) console.log(line.join(' | '));
