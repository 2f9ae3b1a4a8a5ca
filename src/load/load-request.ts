import type { Sources } from './read-text.ts';

/** What is asked of a load: where from, and which stages are left out. */
export interface LoadRequest {
  readonly sources: Sources;
  readonly cwd: string;
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
