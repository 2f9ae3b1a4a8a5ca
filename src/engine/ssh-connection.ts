/** A connection to an engine on another host, through the system's ssh and docker's dial-stdio over there. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { SshTarget } from './parse-host.ts';
import { SocketStream } from './socket-stream.ts';

/** Enough of what ssh says for a message. */
const STDERR_LIMIT = 1024;

/** The arguments the docker command line uses, too, so that the user's ssh configuration fits both. */
export function sshArguments(target: SshTarget): readonly string[] {
  return [
    ...(target.user === undefined ? [] : ['-l', target.user]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...['-o', 'ConnectTimeout=30', '-T', '--', target.host],
    'docker',
    ...(target.socket === undefined ? [] : [`--host=unix://${target.socket}`]),
    ...['system', 'dial-stdio'],
  ];
}

/** One ssh session. */
export class SshConnection extends SocketStream {
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = '';

  constructor(target: SshTarget) {
    super();
    this.#child = spawn('ssh', [...sshArguments(target)], { stdio: 'pipe', windowsHide: true });
    const { stdout, stderr, stdin } = this.#child;
    stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stdout.pause();
    });
    stdout.on('error', (error) => this.destroy(error));
    stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-STDERR_LIMIT);
    });
    // Writing to an ssh that has ended is told by its exit.
    stdin.on('error', () => {});
    this.#child.on('error', (error) => this.destroy(error));
    this.#child.on('close', (code) => this.#finish(code));
  }

  #finish(code: number | null): void {
    if (code === 0) this.push(null);
    else this.destroy(new SshError(code, this.#stderr.trim()));
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    // An ssh that takes no more has ended or will: its exit says why, a broken pipe does not.
    this.#child.stdin.write(chunk, (error) => {
      if (error === null || error === undefined) done();
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin.end(() => done());
  }

  protected override keeper(): ChildProcessWithoutNullStreams {
    return this.#child;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }
}

/** ssh ended with a failure: 255 is its own, 127 a far host without docker. */
export class SshError extends Error {
  override readonly name = 'SshError';
  readonly code = 'ESSH';

  constructor(code: number | null, stderr: string) {
    super(stderr === '' ? `ssh ended with code ${code ?? 'of a signal'}` : stderr);
  }
}
