/** Entry of the program: sees what it was started for, makes the host, runs the command, leaves with its exit code. */
import { resolve } from 'node:path';
import { programName, renderPluginMetadata } from './cli/program-name.ts';
import { readCall } from './cli/read-call.ts';
import type { Call } from './cli/read-call.ts';

const SHOW_CURSOR = '\u001b[?25h';
/** Set by the wrapper that `plugin install` writes, which Node cannot see past. */
const CALLED_AS = 'FLOTILLA_CALLED_AS';
const CANCEL_SOCKET = 'DOCKER_CLI_PLUGIN_SOCKET';

const entry = process.argv[1] ?? '';
const name = programName(process.env[CALLED_AS] ?? entry);
const call = readCall(process.argv.slice(2), name);
if (call.kind === 'metadata') process.stdout.write(renderPluginMetadata(name));
if (call.kind === 'run') void runCall(call);

async function runCall({ argv, title, dockerConfig }: Call & { kind: 'run' }): Promise<never> {
  const [{ createNodeHost }, { runProgram }] = await Promise.all([
    import('./host/node-host.ts'),
    import('./commands/run-program.ts'),
  ]);
  const cancelSocket = process.env[CANCEL_SOCKET];
  // These two are about this process alone: programs that it starts must not take them for theirs.
  delete process.env[CALLED_AS];
  delete process.env[CANCEL_SOCKET];
  if (dockerConfig !== undefined) process.env['DOCKER_CONFIG'] = resolve(dockerConfig);
  const host = createNodeHost({
    program: { name, title, runtime: process.execPath, entry },
    ...(cancelSocket && { cancelSocket }),
  });
  /** At once: what has not been written is lost, but the terminal is left in order. */
  const leave = (code: number): never => {
    if (host.stderr.isTerminal) void host.stderr.write(SHOW_CURSOR);
    process.exit(code);
  };
  const code = await runProgram({ argv, host, leave });
  await host.flush();
  process.exit(code);
}
