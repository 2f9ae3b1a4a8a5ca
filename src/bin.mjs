#!/usr/bin/env node
// Kept in plain old JavaScript syntax, so that every Node can read it as far as the check.
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache();
  import('./main.mjs');
} else {
  console.error(
    'flotilla needs Node.js 22.18 or newer; this is ' +
      process.version +
      ' (' +
      process.execPath +
      ')',
  );
  process.exitCode = 1;
}
