/** What every recipe gets: the world, the global flags, and the ways to a project and an engine. */
import type { GlobalFlags } from '../cli/global-flags.ts';
import type { Engine } from '../engine/engine.ts';
import type { Host } from '../host/host.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Origins, Project } from '../model/project.ts';

export interface LoadedProject {
  readonly project: Project;
  readonly origins: Origins;
  readonly warnings: readonly Diagnostic[];
}

export interface LoadChoices {
  /** Services named on the command line: they and their dependencies stay, their profiles become active. */
  readonly services?: readonly string[];
  /** Leave dependencies out (`--no-deps`). */
  readonly withoutDependencies?: boolean;
  /** Read env files into `environment`; on by default. */
  readonly resolveEnvironment?: boolean;
  /** A dependency may be one that no active profile enables. */
  readonly allowsDisabled?: boolean;
  /** The command changes something: the user may be asked whether missing remote files are to be fetched. */
  readonly asks?: boolean;
}

export interface Context {
  readonly host: Host;
  readonly globals: GlobalFlags;
  /** Connects on first use; the same engine afterwards. */
  engine(): Promise<Engine>;
  /** Loads the compose files; throws `UserError` with all diagnostics when there is an error among them. Prints warnings once. */
  load(choices?: LoadChoices): Promise<LoadedProject>;
  /**
   * For commands that work from labels alone: the loaded project when there are files and no `-p`, or when `-f` was
   * given; else only the name.
   */
  loadOrName(
    choices?: LoadChoices,
  ): Promise<{ readonly name: string; readonly loaded?: LoadedProject }>;
  /** Aborts when the user or the system asks the program to stop. */
  readonly signal: AbortSignal;
}

/** A mistake of the user's: printed without a stack; exit code 1 unless given. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: number;

  constructor(message: string, diagnostics: readonly Diagnostic[] = [], exitCode = 1) {
    super(message);
    this.diagnostics = diagnostics;
    this.exitCode = exitCode;
  }
}
