// Two texts and a needle: their hashes, their order, the matches and the time it takes.
import { loadStringOps } from 'stringops-booster';
import { beginningOf, piecesOf } from './highlight.mjs';
import { plain, timeOf } from './timing.mjs';

const LARGE = 1_000_000;
/** Milliseconds without a key pressed before times are taken. */
const REST = 300;
/** Characters whose matches are shown. Browsers lay out a paragraph of a million in minutes. */
const SHOWN = 10_000;

const element = (id) => document.getElementById(id);

/** `?backend=javascript` in the address forces a backend. */
const backend = new URLSearchParams(location.search).get('backend') ?? undefined;

/** Matches as text nodes and marks: nothing that was typed is ever parsed as HTML. */
function showMatches(target, pieces) {
  target.replaceChildren(
    ...pieces.map(({ text, depth }) => {
      if (depth === 0) return document.createTextNode(text);
      const mark = document.createElement('mark');
      mark.classList.toggle('more', depth > 1);
      mark.textContent = text;
      return mark;
    }),
  );
}

const hex = (hash) => `0x${hash.toString(16).padStart(8, '0')}`;
const count = (n, one, many) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
/** @param {number} time in microseconds */
function timeText(time) {
  if (time < 0.001) return '< 1 ns';
  if (time < 1) return `${Math.round(time * 1000)} ns`;
  return time < 1000 ? `${time.toFixed(1)} µs` : `${(time / 1000).toFixed(1)} ms`;
}

const ORDERS = new Map([
  [-1, 'A comes before B'],
  [0, 'A and B are equal'],
  [1, 'A comes after B'],
]);

const read = () => ({
  a: element('a').value,
  b: element('b').value,
  needle: element('needle').value,
  overlapping: element('overlapping').checked,
});

function showResults(ops) {
  const { a, b, needle, overlapping } = read();
  for (const [name, text] of Object.entries({ a, b })) {
    const held = ops.hold(text);
    element(`hash-${name}`).textContent = hex(held.fastHash());
    element(`bytes-${name}`).textContent = count(held.byteLength, 'byte', 'bytes');
    // An empty needle is everywhere, which is nothing to show.
    const offsets = needle === '' ? [] : held.fastSearchAll(needle, { overlapping });
    const shown = beginningOf(text, SHOWN);
    showMatches(element(`matches-${name}`), piecesOf(shown, needle, offsets));
    const rest = text.length - shown.length;
    element(`rest-${name}`).textContent = rest === 0 ? '' : ` … and ${count(rest, 'character', 'characters')} more`;
    element(`matches-${name}`).dataset.count = String(offsets.length);
    held.free();
  }
  element('order').textContent = ORDERS.get(ops.fastCompare(a, b));
  const [inA, inB] = ['a', 'b'].map((name) => Number(element(`matches-${name}`).dataset.count));
  element('counts').textContent =
    needle === '' ? 'type a needle' : `${count(inA, 'match', 'matches')} in A, ${count(inB, 'match', 'matches')} in B`;
}

function showTimes(ops) {
  const { needle, ...texts } = read();
  const [a, b] = [texts.a, texts.b].map((text) =>
    element('large').checked && text !== '' ? text.repeat(Math.ceil(LARGE / text.length)) : text,
  );
  const rows = [
    ['fastHash(A)', 'fastHash', [a]],
    ['fastCompare(A, B)', 'fastCompare', [a, b]],
    ['fastSearch(A, needle)', 'fastSearch', [a, needle]],
  ];
  element('timings').replaceChildren(
    ...rows.map(([name, operation, args]) => {
      const row = document.createElement('tr');
      for (const text of [name, timeText(timeOf(ops[operation], args)), timeText(timeOf(plain[operation], args))]) {
        row.insertCell().textContent = text;
      }
      return row;
    }),
  );
}

function showBackend(ops) {
  const badge = element('backend');
  badge.textContent = ops.backend;
  badge.classList.toggle('fallback', ops.fallbackReason !== null);
  badge.title = ops.fallbackReason?.message ?? '';
  element('this-backend').textContent = ops.backend;
}

async function start() {
  const ops = await loadStringOps(backend === undefined ? undefined : { backend });
  showBackend(ops);
  let rest;
  const update = () => {
    showResults(ops);
    clearTimeout(rest);
    rest = setTimeout(() => showTimes(ops), REST);
  };
  document.addEventListener('input', update);
  showResults(ops);
  showTimes(ops);
}

start().catch((error) => {
  element('backend').textContent = error.message;
  element('backend').classList.add('fallback');
});
