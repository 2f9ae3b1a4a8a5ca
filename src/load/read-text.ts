import { decodeText } from './decode-text.ts';
import { LIMITS } from './limits.ts';
import type { SourceText } from './tree.ts';

/** The files a load may read; a subset of the host's. Paths are absolute. */
export interface Sources {
  stat(path: string): FileFacts | undefined;
  /** Throws an error with the system's `code`. */
  read(path: string): Uint8Array;
  list?(path: string): readonly string[];
  /** The path with symbolic links followed; throws when there is nothing. */
  realPath?(path: string): string;
}

export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'fifo' | 'other';
  readonly size: number;
}

/** Why a file cannot be used; the caller knows what it was wanted for. */
export interface ReadFailure {
  readonly code: string;
  /** Continues a sentence: `the file "x" …`. */
  readonly why: string;
}

export type TextResult = { readonly source: SourceText } | { readonly failure: ReadFailure };

export interface TextRequest {
  /** Absolute. */
  readonly path: string;
  /** As shown in messages. */
  readonly shown: string;
  /** Named by the user, not by a file: may be a pipe such as `/dev/fd/3`. */
  readonly mayBePipe?: boolean;
}

/** Reads a regular file as text: UTF-8, or UTF-16 with a byte order mark. */
export function readText(sources: Sources, request: TextRequest): TextResult {
  const { path, shown } = request;
  if (path === '/dev/null') return { source: { file: shown, path, text: '' } };
  const failure = unusable(sources.stat(path), request);
  if (failure) return { failure };
  let bytes: Uint8Array;
  try {
    bytes = sources.read(path);
  } catch (error) {
    return { failure: { code: 'file-unreadable', why: `cannot be read: ${reasonOf(error)}` } };
  }
  if (bytes.length > LIMITS.fileLength * 2) return { failure: TOO_BIG };
  const decoded = decodeText(bytes);
  if ('error' in decoded)
    return { failure: { code: 'not-text', why: `cannot be used: ${decoded.error}` } };
  return { source: { file: shown, path, text: decoded.text } };
}

const TOO_BIG: ReadFailure = {
  code: 'file-too-big',
  why: `is larger than ${LIMITS.fileLength / 1024 / 1024} MiB`,
};
function unusable(facts: FileFacts | undefined, request: TextRequest): ReadFailure | undefined {
  if (!facts) return { code: 'file-not-found', why: 'does not exist' };
  if (facts.kind === 'directory') return { code: 'not-a-file', why: 'is a directory' };
  if (facts.size > LIMITS.fileLength * 2) return TOO_BIG;
  if (facts.kind === 'file' || (request.mayBePipe && facts.kind === 'fifo')) return undefined;
  return { code: 'not-a-file', why: 'is not a regular file' };
}

function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return typeof code === 'string' ? code : 'unknown error';
}
