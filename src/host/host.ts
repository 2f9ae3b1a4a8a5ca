/** Everything outside the program but the engine: one interface, injected by `main.ts`. */

export type FileKind = 'file' | 'directory' | 'fifo' | 'other';

export interface FileStat {
  readonly kind: FileKind;
  readonly size: number;
  readonly mtimeMs: number;
}

/** A failed file operation; `code` is the system's, such as `ENOENT`. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: string;
  readonly path: string;

  constructor(code: string, path: string, message: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** Paths are absolute. Reads are synchronous: start-up reads a few small files. Throws `FileError`. */
export interface Files {
  /** Follows links; undefined when there is nothing. */
  stat(path: string): FileStat | undefined;
  read(path: string): Uint8Array;
  list(path: string): readonly string[];
  realPath(path: string): string;
  /** What a link says, be it a path or not (`/proc`). */
  readLink?(path: string): string;
  write(path: string, data: string | Uint8Array): void;
}

/** Paths are absolute; links are not followed. Throws `FileError`. */
export interface FileTree {
  /** Dangling links are there, too. */
  exists(path: string): boolean;
  /** With the folders above it; `mode` is that of the new ones. */
  makeFolder(path: string, mode?: number): void;
  /** Takes the place of a file in one step. */
  replaceFile(path: string, text: string, mode: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** With all that is in it; nothing there is fine. */
  removeFolder(path: string): void;
}

export interface OutputStream {
  readonly isTerminal: boolean;
  /** 80 × 24 when unknown. */
  readonly columns: number;
  readonly rows: number;
  /** Every line is a JSON object: output of containers has to go elsewhere. */
  readonly isStructured?: boolean;
  /** Resolves when the reader can take more; after the reader has gone it resolves and drops. */
  write(data: string | Uint8Array): Promise<void>;
  onResize(listener: () => void): () => void;
  /** Called once when the reader has gone away. */
  onClose?(listener: () => void): () => void;
}

export interface InputStream extends AsyncIterable<Uint8Array> {
  readonly isTerminal: boolean;
  /** No echo, no line editing, no signals from keys. Gives back the way out. */
  raw(): () => void;
  readAll(): Promise<Uint8Array>;
  /** Stops reading, so that the process can end. */
  close(): void;
}

export type SignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface RunOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  /** On top of the program's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Asks the program to end (SIGTERM); `signal` kills it. */
  readonly endSignal?: AbortSignal;
  /** Told what the program says on standard output as it comes. */
  readonly onStdout?: (bytes: Uint8Array) => void;
  /** Told what the program says on standard error as it comes. */
  readonly onStderr?: (bytes: Uint8Array) => void;
}

/** `code` is 127 when the program could not be started. */
export interface ChildResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Released by `release` or, at the latest, by the kernel when the process ends. */
export interface Lock {
  release(): void;
}

export interface LockHolder {
  readonly command: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface LockRequest {
  readonly project: string;
  /** Identifies the engine: its address. */
  readonly engine: string;
  readonly command: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Called once with the one that is waited for. */
  readonly onWait: (holder: LockHolder | undefined) => void;
}

export interface WatchRequest {
  /** Absolute: files, folders with all that is in them, or what may come there. */
  readonly paths: readonly string[];
  /** What is not looked at; of a folder nothing that is in it either. */
  readonly leavesOut: (path: string) => boolean;
  /** Something came, went or changed there; what, only a look tells. */
  readonly onChange: (path: string) => void;
  /** The watch goes on, without what it could not look at. */
  readonly onTrouble: (error: FileError) => void;
}

export interface Watch {
  close(): Promise<void>;
}

/** How the program itself was started. */
export interface ProgramPlace {
  /** The file name that it was called by, such as `docker-compose`. */
  readonly name: string;
  /** How a user calls it: `docker compose`, `docker-compose`, `flotilla`. */
  readonly title: string;
  /** The Node that runs it, and the file that Node was given: absolute paths. */
  readonly runtime: string;
  readonly entry: string;
}

export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly platform: string;
  readonly pid: number;
  readonly files: Files;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly clock: Clock;
  /** Listens until the answer is called; while somebody listens the default action is off. */
  onSignal(listener: (signal: SignalName) => void): () => void;
  /**
   * Runs the listener once, synchronously, before the process ends in whatever way but a kill: before a crash is
   * reported, too. The answer takes it back.
   */
  atExit?(listener: () => void): () => void;
  /** Runs a program without a shell and waits for it. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<ChildResult>;
  lock(request: LockRequest): Promise<Lock | undefined>;
  /** Resolves when nothing that happens later is missed; throws `FileError`. */
  watch?(request: WatchRequest): Promise<Watch>;
  /** Unknown to a library's host. */
  readonly program?: ProgramPlace;
  /** Changes of folders and links, for the few commands that need them. */
  readonly fileTree?: FileTree;
  /** Random lower-case hex digits. */
  randomHex(digits: number): string;
}
