/** A host in memory: files as a map, output as text. */
import { FileError } from '../../../src/host/host.ts';
import type { Host, OutputStream, SignalName } from '../../../src/host/host.ts';

export interface FakeHost extends Host {
  readonly out: () => string;
  readonly err: () => string;
  readonly send: (signal: SignalName) => void;
}

export interface FakeHostOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

export function makeFakeHost({ files = {}, env = {}, stdin = '' }: FakeHostOptions = {}): FakeHost {
  const [stdout, stderr] = [collect(), collect()];
  const listeners = new Set<(signal: SignalName) => void>();
  const unused = (): never => {
    throw new Error('not expected here');
  };
  return {
    env,
    cwd: '/work',
    home: '/home/me',
    platform: 'linux',
    pid: 1,
    files: {
      stat: (path) => {
        if (path in files) return { kind: 'file', size: files[path]?.length ?? 0, mtimeMs: 0 };
        return path === '/work' || path === '/'
          ? { kind: 'directory', size: 0, mtimeMs: 0 }
          : undefined;
      },
      read: (path) => {
        const text = files[path];
        if (text === undefined) throw new FileError('ENOENT', path, 'no such file or directory');
        return Buffer.from(text);
      },
      list: () => [],
      realPath: (path) => path,
      write: unused,
    },
    stdin: {
      isTerminal: false,
      raw: unused,
      readAll: () => Promise.resolve(Buffer.from(stdin)),
      close: () => {},
      [Symbol.asyncIterator]: unused,
    },
    stdout: stdout.stream,
    stderr: stderr.stream,
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    run: unused,
    lock: unused,
    randomHex: unused,
    out: stdout.text,
    err: stderr.text,
    send: (signal) => {
      for (const listener of [...listeners]) listener(signal);
    },
  };
}

function collect(): { readonly stream: OutputStream; readonly text: () => string } {
  let text = '';
  const stream: OutputStream = {
    isTerminal: false,
    columns: 80,
    rows: 24,
    write: (data) => {
      text += typeof data === 'string' ? data : Buffer.from(data).toString();
      return Promise.resolve();
    },
    onResize: () => () => {},
  };
  return { stream, text: () => text };
}
