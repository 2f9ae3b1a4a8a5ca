import type { DataPath } from './json.ts';
import type { Place } from './diagnostic.ts';
import type { ProjectName } from './names.ts';
import type { Extensions, Service, StringMap } from './service.ts';

/** Desired state: what the files mean, nothing that only an engine needs. Names are those the engine will know. */
export interface Project {
  readonly name: ProjectName;
  /** Absolute project directory. */
  readonly workingDir: string;
  /** Absolute paths in the order given; `-` for standard input. */
  readonly composeFiles: readonly string[];
  /** Absolute paths given by `--env-file` or `COMPOSE_ENV_FILES`; empty when the default `.env` was used. */
  readonly envFiles: readonly string[];
  /** Services enabled by profiles and selection. */
  readonly services: Readonly<Record<string, Service>>;
  /** Services that are declared but not enabled: they are not orphans. */
  readonly disabledServices: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, Network>>;
  readonly volumes: Readonly<Record<string, Volume>>;
  readonly secrets: Readonly<Record<string, FileObject>>;
  readonly configs: Readonly<Record<string, FileObject>>;
  readonly models: Readonly<Record<string, Model>>;
  readonly extensions: Extensions;
  /** What interpolation saw: the process's environment over the env files. Never shown. */
  readonly environment: StringMap;
}

export interface IpamPool {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly ip_range?: string;
  readonly aux_addresses?: StringMap;
}

export interface Network {
  readonly name: string;
  readonly driver?: string;
  readonly driver_opts?: StringMap;
  readonly ipam?: {
    readonly driver?: string;
    readonly config?: readonly IpamPool[];
    readonly options?: StringMap;
  };
  readonly external?: boolean;
  readonly internal?: boolean;
  readonly attachable?: boolean;
  readonly labels?: StringMap;
  readonly enable_ipv4?: boolean;
  readonly enable_ipv6?: boolean;
  readonly extensions?: Extensions;
}

export interface Volume {
  readonly name: string;
  readonly driver?: string;
  readonly driver_opts?: StringMap;
  readonly external?: boolean;
  readonly labels?: StringMap;
  readonly extensions?: Extensions;
}

/** A top-level secret or config. `content` is inline content (configs only). */
export interface FileObject {
  readonly name: string;
  readonly file?: string;
  /** Name of the variable in `Project.environment` that holds the content. */
  readonly environment?: string;
  readonly content?: string;
  readonly external?: boolean;
  readonly labels?: StringMap;
  readonly driver?: string;
  readonly driver_opts?: StringMap;
  readonly template_driver?: string;
  readonly extensions?: Extensions;
}

export interface Model {
  readonly name?: string;
  readonly model: string;
  readonly context_size?: number;
  readonly runtime_flags?: readonly string[];
  readonly extensions?: Extensions;
}

/** Answers where a value of the project was written. Line and column are computed when asked. */
export interface Origins {
  /** The place of the value at `path`, of the key itself with `part: 'key'`, or of the nearest ancestor. */
  placeOf(path: DataPath, part?: 'key' | 'value'): Place | undefined;
}
