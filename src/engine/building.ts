/** What building takes on this side of the engine, and what builders tell of their work. */
import type { ChildResult } from '../host/host.ts';

/** The builder's trace in its raw JSON shape; a vertex repeats and its last state wins. */
export interface BuildVertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: boolean;
  readonly completed?: boolean;
  readonly cached?: boolean;
  readonly error?: string;
}

export type BuildProgress =
  | { readonly kind: 'vertex'; readonly vertex: BuildVertex }
  | { readonly kind: 'log'; readonly vertex: string; readonly text: string }
  | { readonly kind: 'image'; readonly id: string };

/** A directory as a tar, with the Dockerfile's path inside it. */
export interface PackedContext {
  readonly dockerfile: string;
  readonly context: AsyncIterable<Uint8Array>;
}

export interface ContextSource {
  readonly directory: string;
  /** Relative to the directory, or absolute; `Dockerfile` when absent. */
  readonly dockerfile?: string;
  /** Text in place of a file. */
  readonly dockerfileInline?: string;
}

export interface BakeRequest {
  /** Keys as buildx's bake files have them. Paths are absolute. */
  readonly target: Readonly<Record<string, unknown>>;
  /** Absent: the one that docker-buildx uses. */
  readonly builder?: string;
  /** Secrets that are given by name of a variable. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BuildProgress) => void;
}

export interface BakeResult {
  readonly ok: boolean;
  /** What the builder said besides its progress: the Dockerfile's excerpt and the error. */
  readonly text: readonly string[];
}

export interface BuildCheckRequest {
  /** With the keys of buildx's bake files. */
  readonly file: unknown;
  readonly builder?: string;
  readonly signal?: AbortSignal;
}

export interface BuildTools {
  /** Fails with `EngineError` when directory or Dockerfile is missing. Files are read while the tar is. */
  pack(source: ContextSource): Promise<PackedContext>;
  /** Builds with docker's buildx plugin; undefined where it is not installed. Ends with the build. */
  bake(request: BakeRequest): Promise<BakeResult | undefined>;
  /** Dockerfiles looked over by the plugin, nothing built; undefined where it is not installed. */
  check(request: BuildCheckRequest): Promise<ChildResult | undefined>;
}
