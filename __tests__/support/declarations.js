// What the declaration files declare: functions, their arguments, the names of their options. It can read only the
// style in which they are written, which is enough for a test to notice additions.
import { readFileSync, readdirSync } from 'node:fs';
import { root } from './package.js';

/** Declarations of the browser's entry, which is tested in browsers. */
const IN_BROWSERS = /^browser/;

const files = [
  'index.d.ts',
  ...readdirSync(`${root}/lib/types`)
    .filter((file) => file.endsWith('.d.ts') && !IN_BROWSERS.test(file))
    .map((file) => `lib/types/${file}`),
];

/** Without comments, and with arrows that do not look like brackets. */
const source = files
  .map((file) => readFileSync(`${root}/${file}`, 'utf8'))
  .join('\n')
  .replaceAll(/\/\*[^]*?\*\//g, '')
  .replaceAll('=>', '→')
  // One declaration of the coordinator serves Node and browsers; each names it for itself.
  .replaceAll(/export class WASMRuntimeCoordinator extends [^}]*\}/g, '')
  .replaceAll('class Coordinator<', 'class WASMRuntimeCoordinator<')
  .replaceAll('(options?: Options |', '(options?: CoordinatorOptions |');

/**
 * @param {string} text
 * @param {number} open index of a bracket
 * @returns {number} index of the one that closes it
 */
function closing(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if ('([{<'.includes(text[i])) depth++;
    if (')]}>'.includes(text[i]) && --depth === 0) return i;
  }
  throw new Error(`nothing closes ${text.slice(open, open + 40)}`);
}

/** Parts of a text between separators outside brackets. */
function split(text, separator) {
  const parts = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{<'.includes(text[i])) i = closing(text, i);
    else if (text[i] === separator) parts.push(text.slice(start, (start = i + 1) - 1));
  }
  return [...parts, text.slice(start)].map((part) => part.trim()).filter((part) => part !== '');
}

const SIGNATURE = /^(?:readonly )?(?<name>\w+|\[[\w.]+\])(?<generic><[^(]*>)?\??\(/;

/** @returns {{ name: string, parameters: { name: string, type: string }[] } | null} */
function method(member) {
  const { groups } = SIGNATURE.exec(member) ?? {};
  if (groups === undefined) return null;
  const open = member.indexOf('(');
  const parameters = split(member.slice(open + 1, closing(member, open)), ',').map((parameter) => {
    const [, name, type] = /^(?:\.\.\.)?(\w+)\??:\s*([^]*)$/.exec(parameter);
    return { name, type };
  });
  return { name: groups.name, parameters };
}

const property = (member) => /^(?:readonly )?(\w+|\[[\w.]+\])\??:/.exec(member)?.[1] ?? null;

/** @type {Map<string, { bases: string[], members: string[] }>} interfaces and classes */
const shapes = new Map();
for (const match of source.matchAll(/export (?:interface|class) (\w+)(?:<[^>]*>)?([^{]*)\{/g)) {
  const open = match.index + match[0].length - 1;
  const bases = [...match[2].replaceAll(/<[^>]*>/g, '').matchAll(/\w+/g)]
    .map(([name]) => name)
    .filter((name) => !['extends', 'implements'].includes(name));
  shapes.set(match[1], { bases, members: split(source.slice(open + 1, closing(source, open)), ';') });
}

/** Names of the options that a parameter's type has. */
function optionNames(type) {
  return split(type.replaceAll('&', '|'), '|').flatMap((part) => {
    if (part.startsWith('{')) return split(part.slice(1, -1), ';').map(property);
    const shape = shapes.get(part.replace(/<[^]*>$/, ''));
    return shape === undefined ? [] : [...shape.members.map(property), ...shape.bases.flatMap(optionNames)];
  });
}

const declared = ({ name, parameters }) => ({
  name,
  parameters: parameters.map((parameter) => parameter.name),
  options: parameters
    .filter((parameter) => parameter.name === 'options')
    .flatMap(({ type }) => [...new Set(optionNames(type))]),
});

/** Methods that are declared several times, merged into one. */
function merge(methods) {
  const merged = new Map();
  for (const { name, parameters, options } of methods) {
    const before = merged.get(name) ?? { name, parameters: [], options: [] };
    merged.set(name, {
      name,
      parameters: before.parameters.length > parameters.length ? before.parameters : parameters,
      options: [...new Set([...before.options, ...options])],
    });
  }
  return [...merged.values()];
}

/**
 * Every interface and class that has methods, and, as `module`, the functions that are exported.
 *
 * @type {Map<string, { methods: { name: string, parameters: string[], options: string[] }[], properties: string[] }>}
 */
export const declarations = new Map();
for (const [name, { members }] of shapes) {
  const methods = merge(
    members
      .map(method)
      .filter((found) => found !== null)
      .map(declared),
  );
  const properties = members.map(property).filter((found) => found !== null);
  declarations.set(name, { methods, properties });
}
const functions = [...source.matchAll(/export (?:declare )?function (?=\w+[(<])/g)].map(({ index, 0: { length } }) => {
  const start = index + length;
  return declared(method(source.slice(start, source.indexOf(';', closing(source, source.indexOf('(', start))))));
});
declarations.set('module', { methods: merge(functions), properties: [] });
