/** Entry of the program: makes the host, runs the command, leaves with its exit code. */
import { runProgram } from './commands/run-program.ts';
import { createNodeHost } from './host/node-host.ts';

const SHOW_CURSOR = '\u001b[?25h';

const host = createNodeHost();

/** At once: what has not been written is lost, but the terminal is left in order. */
function leaveNow(code: number): never {
  if (host.stderr.isTerminal) void host.stderr.write(SHOW_CURSOR);
  process.exit(code);
}

const code = await runProgram({ argv: process.argv.slice(2), host, leave: leaveNow });
await host.flush();
process.exit(code);
