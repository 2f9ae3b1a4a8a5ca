/** A project of the soak's own, in a folder of its own, driven with the built program. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program, or another copy of it. */
const ENTRY = process.env['FLOTILLA_ENTRY'] ?? join(import.meta.dirname, '../../dist/flotilla.mjs');

export class Project implements AsyncDisposable {
  readonly name = `soak-${randomBytes(4).toString('hex')}`;
  /** Ids of all containers that were counted. */
  readonly counted = new Set<string>();
  readonly #folder = mkdtempSync(join(tmpdir(), 'flotilla-soak-'));

  write(compose: string): void {
    writeFileSync(join(this.#folder, 'compose.yaml'), compose);
  }

  start(...args: readonly string[]): ChildProcessWithoutNullStreams {
    const env = { ...process.env, COMPOSE_PROJECT_NAME: this.name };
    return spawn(process.execPath, [ENTRY, ...args], { cwd: this.#folder, env });
  }

  run(...args: readonly string[]): Promise<Ended> {
    const child = this.start(...args);
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
    child.stdin.end();
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
  }

  /** Takes note of the containers that there are. */
  async count(): Promise<void> {
    const { stdout } = await this.run('ps', '--all', '--quiet', '--no-trunc');
    for (const id of stdout.trim().split('\n')) this.counted.add(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run('down', '--volumes', '--remove-orphans');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
