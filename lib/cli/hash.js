'use strict';

const { lineWith } = require('./names.js');
const { eachSource } = require('./source.js');

/**
 * `hash [FILE…|-]`: one line for each file, as sha256sum prints it.
 *
 * @param {import('./source.js').Session} session
 */
function hash(session) {
  const { ops, request, output, progress } = session;
  return eachSource(session, request.operands, async (source) => {
    const sum = ops.createHash();
    for await (const piece of source.pieces()) {
      sum.update(piece);
      progress.update(source);
    }
    const [value, hex] = [sum.digest(), sum.digest('hex')];
    progress.clear();
    const { name: file, read: bytes } = source;
    const asJson = { file, hash: value, hex, bytes, backend: ops.backend };
    await output.line(request.json ? JSON.stringify(asJson) : lineWith([file], (name) => `${hex}  ${name}`));
    return 0;
  });
}

module.exports.hash = hash;
