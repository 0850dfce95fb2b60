'use strict';

const { withSource } = require('./source.js');
const { shown } = require('./trouble.js');

/** @typedef {import('./session.js').Session} Session */

/**
 * `hash [FILE…|-]`: one line for each file, as sha256sum prints it.
 *
 * @param {Session} session
 */
function hash(session) {
  const { ops, request, output, progress } = session;
  return session.eachFile(request.operands, (name) =>
    withSource(name, async (source) => {
      const sum = ops.createHash();
      for await (const piece of source.pieces()) {
        sum.update(piece);
        progress.update(source);
      }
      const [value, hex] = [sum.digest(), sum.digest('hex')];
      progress.clear();
      const { read: bytes } = source;
      await output.line(
        request.json
          ? JSON.stringify({ file: name, hash: value, hex, bytes, backend: ops.backend })
          : `${hex}  ${shown(name)}`,
      );
      return 0;
    }),
  );
}

module.exports.hash = hash;
