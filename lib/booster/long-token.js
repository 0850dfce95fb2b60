'use strict';

/**
 * The tokenizer's regular expressions use up the engine's stack on a token of millions of escapes, stars or quotes.
 * Such a token declares nothing, so a short one is put in its place.
 */

/** Shorter tokens have never been too long for a stack; an error there has another cause. */
const SHORTEST = 1 << 18;

/** By its first characters: the substitute for the token, and what ends it, or hides the end. */
const TOKENS = [
  { opener: '/*', standIn: '/**/', marks: /\*\//g },
  { opener: '"', standIn: '""', marks: /\\(?:\r\n|[^])|"|(?=[\n\r])/g },
  { opener: "'", standIn: "''", marks: /\\(?:\r\n|[^])|'|(?=[\n\r])/g },
  { opener: '`', standIn: '`', marks: /\\[^]|`|\$\{/g },
  { opener: '}', standIn: '}', marks: /\\[^]|`|\$\{/g },
  { opener: '/', standIn: '/a/', marks: /\\.|[[\]]|\/|(?=[\n\r\u2028\u2029])/g },
];

/** A number or a name, which then names nothing. */
const WORD = { opener: '', standIn: '0', marks: /(?=[^$\w\\{}\u0080-\uffff])/g };

/**
 * @param {string} text
 * @param {number} at where the token begins
 * @returns {string | null} null if the token is not long
 */
function withoutToken(text, at) {
  const { opener, standIn, marks } = TOKENS.find((token) => text.startsWith(token.opener, at)) ?? WORD;
  marks.lastIndex = at + opener.length;
  let inClass = false;
  let end = text.length;
  let closer = '';
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    const [mark] = match;
    if (mark === '[' || mark === ']') inClass = mark === '[';
    else if (!mark.startsWith('\\') && !(inClass && mark === '/')) {
      end = marks.lastIndex;
      closer = mark;
      break;
    }
  }
  if (end - at < SHORTEST) return null;
  // A template, or a part of one, goes on as before.
  const isTemplate = opener === '`' || opener === '}';
  return text.slice(0, at) + standIn + (isTemplate ? closer : '') + text.slice(end);
}

module.exports.withoutToken = withoutToken;
