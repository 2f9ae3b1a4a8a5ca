#!/usr/bin/env node
/* oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-assignment, typescript/no-floating-promises */
// Old enough in its syntax for every Node to read it as far as the check.
import fs from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import url from 'node:url';

const folder = path.dirname(url.fileURLToPath(import.meta.url));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  module.enableCompileCache();
  const main = findMain();
  if (main === undefined) {
    console.error(
      'flotilla: ' +
        process.argv[1] +
        ' is a copy of the entry alone, and no "flotilla" is on the PATH; make a link instead, ' +
        'or use "flotilla plugin install"',
    );
    process.exitCode = 1;
  } else import(url.pathToFileURL(main).href);
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

// Beside this file; a copy of this file alone leads to the program that is installed.
function findMain() {
  const own = path.join(folder, 'main.mjs');
  if (fs.existsSync(own)) return own;
  for (const entry of (process.env.PATH || '').split(path.delimiter)) {
    const command = path.join(entry, 'flotilla');
    if (!path.isAbsolute(entry) || !fs.existsSync(command)) continue;
    const main = path.join(path.dirname(fs.realpathSync(command)), 'main.mjs');
    if (fs.existsSync(main)) return main;
  }
  return undefined;
}
