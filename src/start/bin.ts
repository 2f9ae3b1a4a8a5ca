/**
 * The entry, one file without imports. Every Node must be able to read it as far as the check of its version; only a
 * Node that is new enough comes to the parts that are called from here.
 */
import { findProgram } from './find-program.ts';
import { runChunks } from './run-chunks.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) start();
else {
  fail(
    `flotilla needs Node.js 22.18 or newer, and this is ${process.version} (${process.execPath})`,
  );
}

function start(): void {
  const program = findProgram(import.meta.url, {
    searchPath: process.env['PATH'],
    runtime: process.execPath,
  });
  if (program !== undefined) runChunks(program);
  else {
    fail(
      `flotilla: ${process.argv[1]} is a copy of the entry alone, and no "flotilla" is on the PATH; make a link instead, ` +
        'or use "flotilla plugin install"',
    );
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
