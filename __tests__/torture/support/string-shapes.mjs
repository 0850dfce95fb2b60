import { isDeepStrictEqual } from 'node:util';
import { oracle } from '../../support/oracle.js';
import { loadStringOpsSync } from '../../support/package.js';

/** Every operation on strings in every form in which V8 keeps them, compared with the bytes that TextEncoder makes of an equal string. Run in a Node of its own (see session.mjs), with --expose-externalize-string. */
export async function stringShapes({ backend, parts }) {
  const ops = loadStringOpsSync({ backend });

  /** Texts by what V8 stores them as: one byte a unit or two; and by what their UTF-8 is. */
  const units = {
    ASCII: (i) => 'abcdefghij'[i % 10],
    'one byte a unit': (i) => 'aé ü'[i % 4],
    'two bytes a unit': (i) => 'a世é界'[i % 4],
    'with halves of pairs': (i) => ['a', '\ud83d', '\ude80', '世', '\udc00', '\ud83d'][i % 6],
  };

  const externalizable = globalThis.createExternalizableString ?? ((text) => text);
  /** Fails if V8 cannot: then the row must know, and not pass. */
  function external(text) {
    const copy = externalizable(Buffer.from(text, 'utf16le').toString('utf16le'));
    globalThis.externalizeString(copy);
    return copy;
  }

  /** Forms, each made of the same units. */
  const forms = {
    flat: (all) => all.join(''),
    'a rope that grew at its end': (all) => {
      let text = '';
      for (const unit of all) text += unit;
      return text;
    },
    'a rope that grew at its start': (all) => {
      let text = '';
      for (let i = all.length - 1; i >= 0; i--) text = all[i] + text;
      return text;
    },
    'a balanced rope': (all) => {
      let layer = all;
      while (layer.length > 1) {
        const next = [];
        for (let i = 0; i < layer.length; i += 2) next.push(layer[i] + (layer[i + 1] ?? ''));
        layer = next;
      }
      return layer[0];
    },
    'a slice': (all) => `${'x'.repeat(50)}${all.join('')}${'y'.repeat(50)}`.slice(50, 50 + all.join('').length),
    'a slice of a slice of a rope': (all) => {
      let text = 'x'.repeat(40);
      for (const unit of all) text += unit;
      return `${text}${'y'.repeat(40)}`.slice(20).slice(20, 20 + all.join('').length);
    },
    external: (all) => external(all.join('')),
    'a slice of an external one': (all) => external(`${'x'.repeat(50)}${all.join('')}`).slice(50),
    'a rope of external ones': (all) => {
      const text = all.join('');
      const half = text.length >> 1;
      return external(text.slice(0, half)) + external(text.slice(half));
    },
    thin: (all) => {
      const text = all.slice(0, all.length - 1).join('') + all[all.length - 1];
      // As a property's name it is internalised; the first one then forwards to its twin.
      Object.hasOwn({ [text]: true }, text);
      return text;
    },
  };

  const wrong = [];
  let calls = 0;
  const check = (what, actual, expected) => {
    calls++;
    const plain = ArrayBuffer.isView(actual) ? [...actual] : actual;
    if (!isDeepStrictEqual(plain, expected))
      wrong.push(`${what}: gave ${String(plain).slice(0, 80)}, not ${String(expected).slice(0, 80)}`);
  };

  for (const [content, unit] of Object.entries(units)) {
    for (const length of [5, 64, 170, 3000, parts]) {
      const all = Array.from({ length }, (_, i) => unit(i));
      all.push('!', 'q', '!');
      const flat = all.join('');
      const bytes = new TextEncoder().encode(flat);
      const hash = oracle.fastHash(bytes);
      const at = Buffer.from(bytes.buffer).indexOf('q!');
      for (const [form, make] of Object.entries(forms)) {
        const what = `${content}, ${length} units, ${form}`;
        // Each call has one of its own: the first that reads a rope flattens it.
        check(`${what}: fastHash`, ops.fastHash(make(all)), hash);
        check(`${what}: fastHash, seed`, ops.fastHash(make(all), 5), oracle.fastHash(bytes, 5));
        check(`${what}: fastCompare, itself`, ops.fastCompare(make(all), make(all)), 0);
        check(`${what}: fastCompare, bytes`, ops.fastCompare(make(all), bytes), 0);
        check(`${what}: fastCompare, longer`, ops.fastCompare(make(all), `${flat}!`), -1);
        check(`${what}: fastSearch`, ops.fastSearch(make(all), 'q!'), at);
        check(
          `${what}: fastSearch, as needle`,
          ops.fastSearch(Buffer.concat([Buffer.from('zz'), bytes]), make(all)),
          2,
        );
        check(`${what}: fastIndexOf`, ops.fastIndexOf(make(all), 'q!', 1), flat.indexOf('q!', 1));
        check(`${what}: fastSearchAll`, ops.fastSearchAll(make(all), 'q!'), [at]);
        check(`${what}: fastCount`, ops.fastCount(make(all), '!'), 2);
        check(`${what}: fastHashMany`, ops.fastHashMany([make(all), 'a', make(all)]), [
          hash,
          oracle.fastHash('a'),
          hash,
        ]);
        check(`${what}: createHash`, ops.createHash().update(make(all)).digest(), hash);
        const text = ops.hold(make(all));
        check(
          `${what}: hold`,
          [text.byteLength, text.fastHash(), text.fastSearch('q!'), text.fastIndexOf('q!')],
          [bytes.length, hash, at, flat.indexOf('q!')],
        );
        check(`${what}: hold, compare`, text.fastCompare(make(all)), 0);
        text.free();
        check(`${what}: fastHashAsync`, await ops.fastHashAsync(make(all)), hash);
        check(`${what}: fastSearchAsync`, await ops.fastSearchAsync(make(all), 'q!'), at);
        const found = [];
        for await (const offset of ops.searchStream([make(all)], 'q!')) found.push(offset);
        check(`${what}: searchStream`, found, [at]);
      }
    }
  }
  // Strings that Node itself makes external: more than a megabyte from a Buffer.
  for (const encoding of ['latin1', 'ascii', 'utf16le']) {
    const buffer = Buffer.alloc(
      3 << 20,
      encoding === 'utf16le' ? Buffer.from('a世é界', 'utf16le') : Buffer.from('aé ü', 'latin1'),
    );
    const bytes = Buffer.from(buffer.toString(encoding));
    check(`${encoding} from a Buffer: fastHash`, ops.fastHash(buffer.toString(encoding)), oracle.fastHash(bytes));
    check(`${encoding} from a Buffer: fastSearch`, ops.fastSearch(buffer.toString(encoding), 'never'), -1);
    check(`${encoding} from a Buffer: fastCompare`, ops.fastCompare(buffer.toString(encoding), bytes), 0);
  }
  return { calls, wrong: wrong.slice(0, 20), forms: Object.keys(forms).length };
}
