#!/usr/bin/env node
'use strict';

const { main } = require('../lib/cli/main.js');

main(process.argv.slice(2)).then((status) => {
  // Not process.exit(), which would drop what is still to be written.
  process.exitCode = status;
});
