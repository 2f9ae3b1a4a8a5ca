import type { Sources } from './read-text.ts';

/** The remote repositories of which this machine has a copy. Nothing here opens a connection. */
export interface RemoteCopies {
  /** Why none of them may be used. */
  readonly refusal?: string | undefined;
  /** The absolute folder of the copy that stands for a ref. */
  find(origin: string, ref: string): string | undefined;
  /** The copy that a path is in. */
  holding(path: string): RemoteCopy | undefined;
}

export interface RemoteCopy {
  readonly origin: string;
  readonly ref: string;
  /** Absolute. */
  readonly folder: string;
}

/** What is asked of a load: where from, and which stages are left out. */
export interface LoadRequest {
  readonly sources: Sources;
  readonly cwd: string;
  /** Without it no remote file is on this machine. */
  readonly remotes?: RemoteCopies;
  readonly home: string;
  /** The process's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of standard input, for the file `-`. */
  readonly stdin?: string;
  /** As given by `-f`; empty looks at `COMPOSE_FILE` and the default names. */
  readonly files: readonly string[];
  /** As given by `--env-file`; empty looks at `COMPOSE_ENV_FILES` and `.env`. */
  readonly envFiles: readonly string[];
  readonly projectName?: string;
  readonly projectDirectory?: string;
  readonly profiles: readonly string[];
  /** Names or patterns; empty means all that the profiles enable. */
  readonly services: readonly string[];
  readonly withoutDependencies?: boolean;
  /** Keep networks, volumes, secrets and configs that no service uses. */
  readonly allResources?: boolean;
  /** For work on what there is: a dependency may be one that no active profile enables. */
  readonly allowsDisabled?: boolean;
  readonly compatibility?: boolean;
  /** On by default, like the stages below. */
  readonly interpolate?: boolean;
  readonly normalize?: boolean;
  readonly resolvePaths?: boolean;
  readonly resolveEnvironment?: boolean;
  readonly checkConsistency?: boolean;
}
