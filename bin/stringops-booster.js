#!/usr/bin/env node
'use strict';

const { main } = require('../dist/cli.js');

main(process.argv.slice(2)).then((status) => {
  // Not process.exit(), which would drop unwritten output.
  process.exitCode = status;
});
