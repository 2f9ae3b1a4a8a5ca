/** The host on Node: the only implementation, made by `main.ts` alone. */
import os from 'node:os';
import type { Clock, Host, ProgramPlace } from './host.ts';
import { listenToExit } from './node-exit.ts';
import { nodeFiles, nodeFileTree } from './node-files.ts';
import { listenToSignals } from './node-signals.ts';
import { nodeInput, nodeOutput } from './node-streams.ts';

export interface NodeHost extends Host {
  /** Resolves when standard output and error are with the system: only then may the process end. */
  flush(): Promise<void>;
}

export interface NodeHostOptions {
  readonly program?: ProgramPlace;
  /** Where docker listens for its plugin; docker ends the stream when the plugin has to stop. */
  readonly cancelSocket?: string;
}

/** What is seldom needed (sockets, child processes) is loaded when asked for. */
export function createNodeHost({ program, cancelSocket }: NodeHostOptions = {}): NodeHost {
  const stdout = nodeOutput(() => process.stdout);
  const stderr = nodeOutput(() => process.stderr);
  return {
    env: process.env,
    cwd: process.cwd(),
    home: os.homedir(),
    platform: process.platform,
    pid: process.pid,
    files: nodeFiles,
    stdin: nodeInput(() => process.stdin),
    stdout,
    stderr,
    clock: nodeClock,
    ...(program !== undefined && { program }),
    fileTree: nodeFileTree,
    onSignal: listenToSignals(
      process,
      cancelSocket === undefined
        ? undefined
        : async (listener) =>
            (await import('./node-cancel-socket.ts')).listenForEnd(cancelSocket, listener),
    ),
    atExit: listenToExit(process),
    run: async (command, args, options) =>
      (await import('./node-run.ts')).runChild(command, args, options),
    lock: async (request) => (await import('./node-lock.ts')).takeLock(request),
    watch: async (request) => (await import('./node-watch.ts')).watchFiles(request),
    randomHex,
    flush: async () => {
      await Promise.all([stdout.flush(), stderr.flush()]);
    },
  };
}

const nodeClock: Clock = { now: () => Date.now(), sleep };

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

function randomHex(digits: number): string {
  const bytes = new Uint8Array(Math.ceil(digits / 2));
  return Buffer.from(crypto.getRandomValues(bytes)).toString('hex').slice(0, digits);
}
