/** The docker command line, which starts plugins. Where none is installed, what it does for a plugin is done here. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { type Finished, finished } from './flotilla.ts';

export interface DockerCall {
  /** Folder of docker's configuration, with the plugins in it. */
  readonly config: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningDocker {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<Finished>;
  /** What docker does when it is interrupted without a terminal: it ends the stream that the plugin listens to. */
  interrupt(): void;
}

const DOCKER = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/bin', '/usr/bin']
  .map((folder) => join(folder, 'docker'))
  .find((path) => existsSync(path));

/** Runs `docker ARGS...` to its end. */
export const docker = (call: DockerCall, ...args: readonly string[]): Promise<Finished> =>
  startDocker(call, args).finished;

export const startDocker = (call: DockerCall, args: readonly string[]): RunningDocker =>
  DOCKER === undefined ? startAsDocker(call, args) : startReal(DOCKER, call, args);

const environment = ({ config, env }: DockerCall): NodeJS.ProcessEnv => ({
  ...process.env,
  DOCKER_CONFIG: config,
  ...env,
});

function startReal(program: string, call: DockerCall, args: readonly string[]): RunningDocker {
  const child = spawn(program, args, { cwd: call.cwd, env: environment(call) });
  return { child, finished: finished(child), interrupt: () => child.kill('SIGINT') };
}

/** docker passes all of its words on, and two variables. */
function startAsDocker(call: DockerCall, args: readonly string[]): RunningDocker {
  const name = `docker_cli_${randomBytes(16).toString('hex')}`;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(`\0${name}`);
  const word = args.find((arg) => arg === 'flotilla' || arg === 'compose') ?? '';
  const child = spawn(join(call.config, 'cli-plugins', `docker-${word}`), args, {
    cwd: call.cwd,
    env: {
      ...environment(call),
      DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: 'docker',
      DOCKER_CLI_PLUGIN_SOCKET: `@${name}`,
    },
  });
  child.on('close', () => server.close());
  const interrupt = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return { child, finished: finished(child), interrupt };
}
