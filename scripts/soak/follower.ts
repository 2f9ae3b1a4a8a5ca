/** `logs -f` of the project: what it shows, what it needs. Linux tells the latter. */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Project } from './project.ts';

const REST_MS = 1500;

export class Follower {
  readonly #child: ChildProcess;
  readonly #samples: number[] = [];
  lines = 0;

  /** By the project's name: services that come later belong to it, too. */
  constructor(project: Project) {
    const child = project.start('-p', project.name, 'logs', '-f');
    child.stdout.on('data', (chunk: Buffer) => {
      this.lines += chunk.toString().split('\n').length - 1;
    });
    child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
    this.#child = child;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Kilobytes in memory, over the first and over the last quarter of the samples. */
  get memory(): { readonly first: number; readonly last: number } {
    const quarter = Math.max(1, Math.floor(this.#samples.length / 4));
    return {
      first: mean(this.#samples.slice(0, quarter)),
      last: mean(this.#samples.slice(-quarter)),
    };
  }

  sample(): void {
    if (this.hasEnded) return;
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    this.#samples.push(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }

  /** Connections that are open. */
  sockets(): number {
    const folder = `/proc/${this.#child.pid}/fd`;
    return readdirSync(folder).filter((name) => isSocket(`${folder}/${name}`)).length;
  }

  async state(): Promise<string> {
    await sleep(0);
    if (this.hasEnded) return 'following has ended';
    return `${this.lines} lines, ${Math.round((this.#samples.at(-1) ?? 0) / 1024)} MB, ${this.sockets()} sockets`;
  }

  /** Lets streams of containers that are gone come to their end. */
  async rest(): Promise<void> {
    await sleep(REST_MS);
  }

  /** Resolves with the exit code; undefined when it does not end by itself within some seconds. */
  async end(): Promise<number | null | undefined> {
    for (let waited = 0; !this.hasEnded; waited += 100) {
      if (waited > 5000) {
        this.#child.kill('SIGKILL');
        return undefined;
      }
      await sleep(100);
    }
    return this.#child.exitCode;
  }
}

const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length);

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false;
  }
}
