#!/usr/bin/env node
/* oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-assignment, typescript/no-floating-promises */
// Old enough in its syntax for every Node to read it as far as the check.
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache();
  import('./main.mjs');
} else {
  console.error(
    'flotilla needs Node.js 22.18 or newer, and this is ' +
      process.version +
      ' (' +
      process.execPath +
      ')',
  );
  process.exitCode = 1;
}
