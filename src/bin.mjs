#!/bin/sh
':' //; exec node -- "$0" "$@"
// Read by sh up to here: without `--` Node itself would look for the file behind our --env-file.
/* oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-assignment, typescript/no-floating-promises, typescript/no-unsafe-return */
// Old enough in its syntax for every Node to read it as far as the check.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  // An import would read every export of the module, and some load much more.
  process.getBuiltinModule('module').enableCompileCache();
  const main = findMain();
  if (main === undefined) {
    console.error(
      'flotilla: ' +
        process.argv[1] +
        ' is a copy of the entry alone, and no "flotilla" is on the PATH; make a link instead, ' +
        'or use "flotilla plugin install"',
    );
    process.exitCode = 1;
  } else import(main);
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
  const fs = process.getBuiltinModule('fs');
  const path = process.getBuiltinModule('path');
  const url = process.getBuiltinModule('url');
  const own = new URL('main.mjs', import.meta.url);
  if (fs.existsSync(own)) return own.href;
  for (const entry of (process.env.PATH || '').split(path.delimiter)) {
    const command = path.join(entry, 'flotilla');
    if (!path.isAbsolute(entry) || !fs.existsSync(command)) continue;
    const main = path.join(path.dirname(fs.realpathSync(command)), 'main.mjs');
    if (fs.existsSync(main)) return url.pathToFileURL(main).href;
  }
  return undefined;
}
