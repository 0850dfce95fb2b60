'use strict';

const { Trouble } = require('./trouble.js');

/**
 * What the commands share.
 */
class Session {
  /**
   * @param {import('./arguments.js').Request} request
   * @param {import('../instance/string-ops.js').StringOps} ops
   * @param {import('./output.js').Output} output
   * @param {import('./progress.js').Progress} progress
   * @param {(message: string) => void} complain
   */
  constructor(request, ops, output, progress, complain) {
    this.request = request;
    this.ops = ops;
    this.output = output;
    this.progress = progress;
    this.complain = complain;
  }

  /**
   * Does the work for each file, and continues after an error with one, as grep does.
   *
   * @param {string[]} names empty for standard input
   * @param {(name: string) => Promise<number>} work gives an exit status
   * @returns {Promise<number>} 2 after an error, otherwise the lowest status
   */
  async eachFile(names, work) {
    let lowest = Infinity;
    let failed = false;
    for (const name of names.length === 0 ? ['-'] : names) {
      try {
        lowest = Math.min(lowest, await work(name));
      } catch (error) {
        if (!(error instanceof Trouble) || error.usage) throw error;
        failed = true;
        this.progress.clear();
        await this.output.flush(); // what was found before the error is printed before it
        this.complain(error.message);
      }
    }
    return failed ? 2 : lowest;
  }
}

module.exports.Session = Session;
