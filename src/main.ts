/** Entry of the program: makes the host, runs the command, leaves with its exit code. */
import { runProgram } from './commands/run-program.ts';
import { createNodeHost } from './host/node-host.ts';

const host = createNodeHost();
const leave = async (code: number): Promise<never> => {
  await host.flush();
  process.exit(code);
};

const code = await runProgram({
  argv: process.argv.slice(2),
  host,
  leave: (now) => process.exit(now),
});
await leave(code);
