#!/usr/bin/env node
// Starts the program of the package that npm chose for this machine. No script runs on installation and nothing is
// fetched: the program is in that package.
"use strict";
const { spawnSync } = require("node:child_process");
const { constants } = require("node:os");

const name = `dockgate-${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`${name}/bin/dockgate`);
} catch {
  console.error(`dockgate: there is no package ${name}; was it installed with --no-optional?`);
  process.exit(70);
}
const result = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (result.error) {
  console.error(`dockgate: ${program} does not start: ${result.error.message}`);
  process.exit(70);
}
process.exit(result.signal ? 128 + constants.signals[result.signal] : result.status);
