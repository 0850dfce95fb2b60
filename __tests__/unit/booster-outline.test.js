import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'acorn';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireHere, root } from '../support/package.js';

// parseASTFast: what declares something, and what only looks like it.
const { WASMRuntime } = requireHere('../../index.js');

/** `function name`, `class name`, `for`. */
function outline(code) {
  const { body } = new WASMRuntime().parseASTFast(code);
  return body.map(({ type, name }) => {
    if (type === 'ForStatement') return 'for';
    return `${type === 'ClassDeclaration' ? 'class' : 'function'} ${name}`;
  });
}

it('gives a program with what there is, in order', () => {
  const { parseTime, ...program } = new WASMRuntime().parseASTFast('class A { m() { for (;;) {} } } function f(a) {}');
  expect(program).toStrictEqual({
    type: 'Program',
    body: [
      { type: 'ClassDeclaration', name: 'A', methods: [] },
      { type: 'ForStatement', condition: null, body: [] },
      { type: 'FunctionDeclaration', name: 'f', params: [], body: [] },
    ],
    sourceType: 'module',
  });
  expect(parseTime).toBeGreaterThan(0);
});

describe('declares', () => {
  it.each([
    ['function a() {} async function b() {} function* c() {} async function * d() {}', 'abcd'],
    ['function/* x */a() {} function // y\n b() {} function\n*\nc() {}', 'abc'],
    ['export default function a() {} export async function b() {}', 'ab'],
    ['const x = function a() {}, y = async function b() {}; call(function c() {}, 1)', 'abc'],
  ])('functions: %s', (code, names) => {
    expect(outline(code)).toEqual([...names].map((name) => `function ${name}`));
  });

  it.each([
    ['class A {} class B extends C {} export default class D {}', ['A', 'B', 'D']],
    ['x = class A {}; f(class B extends (class {}) {})', ['A', 'B', 'Anonymous']],
    ['class extends Base {} class {}', ['Anonymous', 'Anonymous']],
    ['abstract class A<T> extends B<{ x: T }> implements C {}', ['A']],
  ])('classes: %s', (code, names) => {
    expect(outline(code)).toEqual(names.map((name) => `class ${name}`));
  });

  it('loops of every kind', () => {
    const code = 'for (;;) {} for (const a of b) {} for (a in b) {} async () => { for await (const a of b) {} }';
    expect(outline(code)).toEqual(['for', 'for', 'for', 'for']);
  });

  it('names that are identifiers, and none that are not', () => {
    expect(outline('function 数() {} class Ünï {} function $_1() {} function \ud83c\udf0d() {}')).toEqual([
      'function 数',
      'class Ünï',
      'function $_1',
      'function anonymous',
    ]);
    expect(
      outline('function \\u0061b() {} class \\u{62}\\u{1d4ea} {} function \\u0030() {} class \\u{110000} {}'),
    ).toEqual(['function ab', 'class b𝓪', 'function anonymous', 'class Anonymous']);
    expect(outline('function () {} function* () {} function 1a() {} function "a"() {}')).toEqual(
      Array(4).fill('function anonymous'),
    );
    expect(outline('function')).toEqual(['function anonymous']);
    expect(outline('class')).toEqual(['class Anonymous']);
  });

  it('what stands in templates as code', () => {
    const code =
      '`function no() {} ${function a() { return `class No ${class B {}} for (` }} class No` + function c() {}';
    expect(outline(code)).toEqual(['function a', 'class B', 'function c']);
    expect(outline('`${`${`${{ a: class A {} }}`}`}` for (;;) ;')).toEqual(['class A', 'for']);
  });
});

describe('does not take for a declaration', () => {
  it.each([
    ['comments', '// function a() {}\n/* class A { for (;;) } */ /** function */'],
    ['a hashbang', '#!/usr/bin/env function a()\n'],
    ['strings', `'function a() {}' + "class A {}" + 'it\\'s for (' + "\\\nclass B {}"`],
    ['templates', '`function a() {} class A {} for (;;) \\` \\${class B {}} $`'],
    ['regular expressions', 'x = /function a()/; y = /[/]class A {}/g.test(z); return /for (/'],
    ['properties', 'a.class; a?.function; a.for (b); a . /* */ class {}; this.#class; #for in a'],
    ['names in objects', '({ class: 1, function: 2, for: a, "class": 3, [a]: b })'],
    ['methods in objects', '({ for() {}, function() {}, get class() {}, async *for() {}, set function(a) {} })'],
    ['methods in classes', 'const a = { b: 1 }; x = [].class'],
    ['imports and exports', "import { for as a, class as b } from 'c'; export { a as function, b as class }"],
    ['names for importers', "export * as class from 'a'; export * as for from 'b'; export * as function from 'c'"],
    ['attributes', '<label for="a" class="b" {...c}></label>'],
    ['names of types', 'interface A { class?: string; for: number; function: boolean }'],
    ['longer names', 'functions(); classes = 1; fore(); $for(); \\u0066or (;;)'],
    ['YAML', 'class: a\nfor: b\nsome:\n  function: c\n'],
    ['JSON', '{ "class": "function a() {}", "for": ["class A {}"] }'],
  ])('%s', (_, code) => {
    expect(outline(code)).toEqual([]);
  });

  it('the members of a class, only their values', () => {
    const code = `class A extends B {
      for() {} function() {} static class() {} async *function() {} get for() {} set for(x) {}
      static async function() {} 'a'() {} [b]() {} #c = 1; class = 1
      for() { for (;;) {} }
      d = function e() {}; f = class F { function() {} }; g = async function h() {}; i = () => class I {}
      static { for (;;) {} function j() {} class J {} }
      k(l = class L {}, { function: m }) {}
    } function n() {}`;
    expect(outline(code)).toEqual(
      'class A,for,function e,class F,function h,class I,for,function j,class J,class L,function n'.split(','),
    );
  });
});

it('tells blocks from objects', () => {
  expect(outline('switch (a) { case 1: { for (;;) {} function b() {} } default: { class C {} } }')).toEqual([
    'for',
    'function b',
    'class C',
  ]);
  expect(outline('a: { for (;;) {} } () => { function b() {} }; do { for (;;) {} } while (1)')).toEqual([
    'for',
    'function b',
    'for',
  ]);
  expect(outline('if (a) { class B {} } else { class C {} } try { for (;;) {} } finally { function d() {} }')).toEqual([
    'class B',
    'class C',
    'for',
    'function d',
  ]);
  expect(outline('return { function() {}, a: { for() {} }, ...class A {} }')).toEqual(['class A']);
});

/** In a script that is no module, names may be words that modules reserve. */
function treeOf(code) {
  try {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  } catch {
    return parse(code, { ecmaVersion: 'latest', sourceType: 'script' });
  }
}

/** The same from a syntax tree. */
function outlineOfTree(code) {
  const found = [];
  const visit = (node, parent) => {
    if (Array.isArray(node)) return node.forEach((one) => visit(one, parent));
    if (typeof node?.type !== 'string') return undefined;
    const isMethod =
      parent?.value === node && (parent.method || parent.type === 'MethodDefinition' || /[gs]et/.test(parent.kind));
    if (/^Function(?:Declaration|Expression)$/.test(node.type) && !isMethod) {
      const keyword = code.slice(node.start).search(/\bfunction\b/);
      found.push([node.start + keyword, `function ${node.id?.name ?? 'anonymous'}`]);
    }
    if (/^Class(?:Declaration|Expression)$/.test(node.type))
      found.push([node.start, `class ${node.id?.name ?? 'Anonymous'}`]);
    if (/^For(?:In|Of)?Statement$/.test(node.type)) found.push([node.start, 'for']);
    return Object.values(node).forEach((value) => visit(value, node));
  };
  visit(treeOf(code), null);
  return found.sort(([a], [b]) => a - b).map(([, item]) => item);
}

describe('says what a parser says', () => {
  const packages = [
    'acorn/dist',
    'js-tokens',
    'fast-check/lib',
    'prettier/plugins',
    'vite/dist/node',
    'esbuild/lib',
    'yaml/dist',
  ];
  it.each(['lib', 'scripts', '__tests__', 'benches', ...packages.map((name) => `node_modules/${name}`)])(
    'of %s',
    (folder) => {
      const names = readdirSync(path.join(root, folder), { recursive: true }).filter((name) =>
        /(?<!\.min)\.[cm]?js$/.test(name),
      );
      let items = 0;
      for (const name of names.filter((one) => !one.includes('node_modules'))) {
        const code = readFileSync(path.join(root, folder, name), 'utf8');
        const expected = outlineOfTree(code);
        expect(outline(code), name).toEqual(expected);
        items += expected.length;
      }
      expect(items).toBeGreaterThan(0);
    },
  );
});

describe('other languages', () => {
  it.each([
    ['Markdown', 'README.md', /\.md$/],
    ['Rust', 'src', /\.rs$/],
    ['WAT', 'modules', /\.wat$/],
    ['JSON', '__tests__/corpus', /\.json$/],
    ['YAML and TOML', '.', /\.(?:ya?ml|toml)$/],
  ])('%s', (_, where, kind) => {
    const full = path.join(root, where);
    const files = kind.test(where)
      ? [full]
      : readdirSync(full, { recursive: where !== '.' })
          .filter((name) => kind.test(name))
          .map((name) => path.join(full, name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expectOutline(new WASMRuntime().parseASTFast(readFileSync(file, 'utf8')));
  });

  it('Python', () => {
    expect(outline("class Foo(Bar):\n  '''for all'''\n  def f(self):\n    for x in y: # all\n      pass\n")).toEqual([
      'class Foo',
      'for',
    ]);
  });
});

/** Whether it has the form that every outline has. */
function expectOutline({ type, body, sourceType, parseTime }) {
  expect([type, sourceType, Number.isFinite(parseTime)]).toEqual(['Program', 'module', true]);
  const shapes = {
    FunctionDeclaration: ({ name }) => ({ name, params: [], body: [] }),
    ClassDeclaration: ({ name }) => ({ name, methods: [] }),
    ForStatement: () => ({ condition: null, body: [] }),
  };
  for (const { type: own, ...rest } of body) {
    expect(rest).toStrictEqual(shapes[own](rest));
    if (own !== 'ForStatement') expect(rest.name).toMatch(/^[$_\p{ID_Start}][$\p{ID_Continue}\u200c\u200d]*$/u);
  }
}

it('throws only where the stack is used up, and is whole afterwards', () => {
  const runtime = new WASMRuntime();
  let depth = 0;
  const deeper = () => {
    runtime.parseASTFast(`function a${depth++}() {}`);
    deeper();
  };
  expect(deeper).toThrow(RangeError);
  for (let i = depth - 5; i < depth + 5; i++) {
    expect(runtime.parseASTFast(`function a${i}() {}`).body.map(({ name }) => name)).toEqual([`a${i}`]);
  }
});

it('any text has an outline', () => {
  const parts = [
    ...[
      'function',
      'class',
      'for',
      'async',
      'extends',
      'await',
      'static',
      'get',
      'as',
      'return',
      'a',
      'é',
      '\\u0061',
      '1',
    ],
    ...['(', ')', '[', ']', '{', '}', '<', '>', '=>', '${', '`', '"', "'", '/', '*', '\\', '//', '/*', '*/', '\n', ' '],
    ...['.', '?.', '...', ',', ';', ':', '?', '=', '+', '++', '#', '@', '!', '\0', '\ud83d', '\u2028', '<!--', '-->'],
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...parts), { maxLength: 60 }).map((all) => all.join('')),
    fc.array(fc.constantFrom(...parts), { maxLength: 60 }).map((all) => all.join(' ')),
    fc.string({ unit: 'binary', maxLength: 100 }),
  );
  const runtime = new WASMRuntime();
  fc.assert(
    fc.property(text, (code) => {
      const first = runtime.parseASTFast(code);
      expectOutline(first);
      expect(runtime.parseASTFast(code).body).toStrictEqual(first.body);
    }),
    { numRuns: 2 * Number(process.env.STRINGOPS_PROPERTY_RUNS ?? 500) },
  );
});

describe('a text of any size', () => {
  const MILLIONS = 6_000_000;
  // The tokenizer's own expressions give up on tokens like these.
  it.each([
    ['a comment of stars', `/*${' *'.repeat(MILLIONS)}*/`],
    ['a string of escapes', `"${'\\"'.repeat(MILLIONS)}"`],
    ['a string of the other quotes', `'${'"'.repeat(2 * MILLIONS)}'`],
    ['a string that is not closed', `"${'\\n'.repeat(MILLIONS)}\n`],
    ['a template of escapes', `\`${'\\`'.repeat(MILLIONS)}\``],
    ['a template around code', `\`${'\\n'.repeat(MILLIONS)}\${function in1() {}}${'\\$'.repeat(MILLIONS)}\``],
    ['an expression of escapes', `/[/${'\\/'.repeat(MILLIONS)}]/g`],
    ['a name of escapes', 'a\\u0061'.repeat(MILLIONS / 4)],
    ['a number', `1${'_1'.repeat(MILLIONS)}`],
  ])('%s', (_, token) => {
    const inside = token.includes('in1') ? ['function in1'] : [];
    expect(outline(`class A {} x = ${token}; function b() {}`)).toEqual(['class A', ...inside, 'function b']);
  });

  it.each([
    ['templates in templates', (depth) => ['`${'.repeat(depth), '}`'.repeat(depth)]],
    ['objects in objects', (depth) => ['({a:'.repeat(depth), '})'.repeat(depth)]],
    ['blocks in blocks', (depth) => ['{;'.repeat(depth), '}'.repeat(depth)]],
    ['classes in classes', (depth) => ['class{a='.repeat(depth), '}'.repeat(depth)]],
  ])('%s, a hundred thousand deep', (_, parts) => {
    const [open, close] = parts(100_000);
    const named = outline(`${open}function a() {}${close}; class B {}`).filter((one) => !one.endsWith('Anonymous'));
    expect(named).toEqual(['function a', 'class B']);
    expect(outline(`${open}function a() {}`).at(-1)).toBe('function a');
    expect(outline(`${close}function a() {}`).at(-1)).toBe('function a');
  });

  // What took the square of the length would run into the limit of a test.
  it.each('{ } ( [ `${ / " \' ` /* for( class function class{ < \\ # 0 1_'.split(' '))('a million times %s', (unit) => {
    const { body } = new WASMRuntime().parseASTFast(`${unit} `.repeat(500_000) + unit.repeat(500_000));
    expect(Array.isArray(body)).toBe(true);
  });
});
