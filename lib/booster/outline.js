'use strict';

/**
 * The functions, classes and `for` statements of a source text, in the order of their keywords. The text is read token
 * by token, without a grammar, so any text has an outline, in time linear in its length.
 */

const { default: tokensOf } = require('js-tokens');

/** @typedef {'function' | 'class' | 'for'} Keyword */
/** @typedef {{ keyword: Keyword, name: string }} Item the name is empty where there is none */
/** @typedef {Pick<import('js-tokens').Token, 'type' | 'value'>} Token */

/** What is open, innermost last. A flag is added to these kinds while a class waits for its body. */
const BLOCK = 0;
const OBJECT = 1;
const CLASS = 2;
const GROUP = 3;
const TEMPLATE = 4;
const KIND = 7;
const CLASS_WAITS = 8;

/** @param {string} list */
const words = (list) => new Set(list.split(' '));

const IGNORED = words('WhiteSpace LineTerminatorSequence SingleLineComment MultiLineComment HashbangComment');
const KEYWORDS = words('function class for');
/** Punctuators that no operand follows. An operand must follow all others, and these words. */
const AFTER_OPERAND = words(') ] } { ; . ?. ++ --');
const BEFORE_OPERAND = words(
  'await case default delete export extends import in instanceof new return throw typeof void yield',
);
/** What may precede the name of a member. */
const MODIFIERS = words('* async static get set accessor public private protected readonly override abstract declare');
/** What follows a keyword that is merely a name: of a property, an attribute, something imported. */
const AFTER_NAME = words(': = , ) ] } ; . ?. => ?');

const IDENTIFIER = /^[$_\p{ID_Start}][$\u200c\u200d\p{ID_Continue}]*$/u;
const ESCAPE = /\\u(?:\{([\da-f]+)\}|([\da-f]{4}))/gi;
const RESERVED = words(
  'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof new null return super switch this throw true try typeof var void ' +
    'while with',
);

/** @type {Token} */
const START = { type: 'Punctuator', value: ';' };

/** @param {Token} token */
const opensOperand = ({ type, value }) =>
  type === 'Punctuator'
    ? !AFTER_OPERAND.has(value)
    : BEFORE_OPERAND.has(value) || type === 'TemplateHead' || type === 'TemplateMiddle';

/**
 * @param {Token} token
 * @returns {string} the name that it declares, '' if it declares none
 */
function nameOf({ type, value }) {
  if (type !== 'IdentifierName') return '';
  const name = value.replace(ESCAPE, (_, braced, plain) => {
    const code = parseInt(braced ?? plain, 16);
    // No name has a space.
    return code > 0x10ffff ? ' ' : String.fromCodePoint(code);
  });
  return RESERVED.has(name) || !IDENTIFIER.test(name) ? '' : name;
}

class Reader {
  /** @type {Item[]} */
  items = [];
  /** Where the next token begins, in UTF-16 units. */
  at = 0;
  /** @type {number[]} */
  #open = [BLOCK];
  /** The last token that counts, and the last that is not a modifier. */
  #last = START;
  #lastPlain = START;
  /** @type {Keyword | null} the last token, if it may declare something */
  #waiting = null;

  /** @param {Iterable<Token>} tokens */
  read(tokens) {
    for (const token of tokens) {
      this.at += token.value.length;
      if (IGNORED.has(token.type)) continue;
      this.#declare(token);
      this.#nest(token);
      if (token.type === 'IdentifierName' && KEYWORDS.has(token.value) && !this.#namesMember()) {
        this.#waiting = /** @type {Keyword} */ (token.value);
      }
      this.#last = token;
      if (!MODIFIERS.has(token.value)) this.#lastPlain = token;
    }
    this.#declare(START);
  }

  /** @param {Token} next the token after the waiting one */
  #declare(next) {
    const keyword = this.#waiting;
    if (keyword === null || (keyword === 'function' && next.value === '*')) return;
    this.#waiting = null;
    if (next !== START && (AFTER_NAME.has(next.value) || (keyword === 'class' && next.value === '('))) return;
    this.items.push({ keyword, name: keyword === 'for' ? '' : nameOf(next) });
    if (keyword === 'class') this.#open[this.#open.length - 1] |= CLASS_WAITS;
  }

  /** @param {Token} token */
  #nest({ type, value }) {
    if (value === '}' || type === 'TemplateMiddle' || type === 'TemplateTail') {
      while (this.#kind() === GROUP) this.#open.pop();
    }
    if (type === 'TemplateHead') this.#open.push(TEMPLATE);
    else if (type === 'TemplateTail') this.#open.pop();
    else if (value === '(' || value === '[') this.#open.push(GROUP);
    else if (value === '{') this.#open.push(this.#braceKind());
    else if (value === ')' || value === ']') {
      if (this.#kind() === GROUP) this.#open.pop();
    } else if (value === '}' && this.#open.length > 1) this.#open.pop();
  }

  #kind() {
    return this.#open[this.#open.length - 1] & KIND;
  }

  #braceKind() {
    const { value } = this.#last;
    const inner = this.#open.length - 1;
    const operand = opensOperand(this.#last);
    // `>` ends the arguments of a generic type.
    if (this.#open[inner] & CLASS_WAITS && (!operand || value === '>')) {
      this.#open[inner] &= KIND;
      return CLASS;
    }
    if (value === ':') return this.#kind() === BLOCK ? BLOCK : OBJECT;
    return operand && value !== '=>' ? OBJECT : BLOCK;
  }

  /** Whether a keyword at this point is the name of a property or a method. */
  #namesMember() {
    const { value } = this.#last;
    // What follows `as` is a name for importers.
    if (value === '.' || value === '?.' || value === 'as') return true;
    const kind = this.#kind();
    if (kind === OBJECT) return this.#lastPlain.value === '{' || this.#lastPlain.value === ',';
    return kind === CLASS && !opensOperand(this.#lastPlain);
  }
}

/** Shorter tokens have never been too long for a stack; an error there has another cause. */
const SHORTEST_LONG = 1 << 18;

/** By its first characters: the substitute for the token, and what ends it, or hides the end. */
const LONG_TOKENS = [
  { opener: '/*', standIn: '/**/', marks: /\*\//g },
  { opener: '"', standIn: '""', marks: /\\(?:\r\n|[^])|"|(?=[\n\r])/g },
  { opener: "'", standIn: "''", marks: /\\(?:\r\n|[^])|'|(?=[\n\r])/g },
  { opener: '`', standIn: '`', marks: /\\[^]|`|\$\{/g },
  { opener: '}', standIn: '}', marks: /\\[^]|`|\$\{/g },
  { opener: '/', standIn: '/a/', marks: /\\.|[[\]]|\/|(?=[\n\r\u2028\u2029])/g },
];

/** A number or a name, which then names nothing. */
const LONG_WORD = { opener: '', standIn: '0', marks: /(?=[^$\w\\{}\u0080-\uffff])/g };

/**
 * The tokenizer's regular expressions use up the engine's stack on a token of millions of escapes, stars or quotes. Such
 * a token declares nothing, so a short one is put in its place.
 *
 * @param {string} text
 * @param {number} at where the token begins
 * @returns {string | null} null if the token is not long
 */
function withoutToken(text, at) {
  const { opener, standIn, marks } = LONG_TOKENS.find((token) => text.startsWith(token.opener, at)) ?? LONG_WORD;
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
  if (end - at < SHORTEST_LONG) return null;
  // A template, or a part of one, goes on as before.
  const isTemplate = opener === '`' || opener === '}';
  return text.slice(0, at) + standIn + (isTemplate ? closer : '') + text.slice(end);
}

/**
 * @param {string} code
 * @returns {Item[]}
 */
function outlineOf(code) {
  for (let text = code; ;) {
    const reader = new Reader();
    try {
      reader.read(tokensOf(text));
      return reader.items;
    } catch (error) {
      const shorter = withoutToken(text, reader.at);
      if (shorter === null) throw error;
      text = shorter;
    }
  }
}

module.exports.outlineOf = outlineOf;
