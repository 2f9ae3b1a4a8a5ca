/** Runs another program. */
import { spawn } from 'node:child_process';
import type { ChildResult, RunOptions } from './host.ts';

const NOT_FOUND = 127;
const KILLED = 137;
/** More than any program we ask has to say. */
const OUTPUT_LIMIT = 16 * 1024 * 1024;

/** Never throws: a program that cannot be started gives code 127, one that ran out of time 137. */
export function runChild(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ChildResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'pipe',
      env: { ...process.env, ...options.env },
      windowsHide: true,
      killSignal: 'SIGKILL',
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    if (options.onStdout !== undefined) child.stdout.on('data', options.onStdout);
    if (options.onStderr !== undefined) child.stderr.on('data', options.onStderr);
    const end = (): void => void child.kill('SIGTERM');
    options.endSignal?.addEventListener('abort', end, { once: true });
    if (options.endSignal?.aborted === true) end();
    child.once('error', (error) =>
      resolve({ code: NOT_FOUND, stdout: stdout(), stderr: error.message }),
    );
    child.once('close', (code) => {
      options.endSignal?.removeEventListener('abort', end);
      resolve({ code: code ?? KILLED, stdout: stdout(), stderr: stderr() });
    });
    // A program that ends without reading its input is no failure of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= OUTPUT_LIMIT) chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
