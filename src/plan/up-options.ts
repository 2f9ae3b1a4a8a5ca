import type { NameSeparator } from '../model/names.ts';
import type { Origins } from '../model/project.ts';
import type { ProvidedBy } from '../model/provided.ts';
import type { FileSums } from './request/file-digests.ts';
import type { OneOff } from './request/request-input.ts';

/** `diverged`: what differs; `force`: all; `never`: keep whatever is there. */
export type RecreatePolicy = 'diverged' | 'force' | 'never';

export interface UpOptions {
  readonly verb: string;
  /** Named on the command line; empty: all. */
  readonly named: readonly string[];
  readonly recreate: RecreatePolicy;
  readonly recreateDependencies: RecreatePolicy;
  /** Start what is there; `create` does not. */
  readonly start: boolean;
  readonly removeOrphans: boolean;
  /** Say nothing of orphans (`COMPOSE_IGNORE_ORPHANS`). */
  readonly ignoreOrphans: boolean;
  readonly renewAnonymousVolumes: boolean;
  /** Replicas by service, from `--scale`. */
  readonly scale: Readonly<Record<string, number>>;
  /** For stops; absent: each container's own. */
  readonly timeoutSeconds?: number;
  /** Leave jobs that ended well as they are, instead of running them again. */
  readonly keepFinishedJobs: boolean;
  /** Wait until services are running or healthy. */
  readonly wait: boolean;
  /** Overrides every service's `pull_policy`. */
  readonly pullPolicy?: string;
  /** `always`: build whatever can be built; `never`: a missing image is an error. */
  readonly build: 'missing' | 'always' | 'never';
  /** Images were pulled and built just now: plan none of it again. */
  readonly imagesSettled: boolean;
  /** What providers have told in this run. */
  readonly provided: ProvidedBy;
  readonly separator: NameSeparator;
  readonly proxyEnvironment: Readonly<Record<string, string>>;
  /** Text of seccomp profiles, by path as `security_opt` names them. */
  readonly seccompProfiles: Readonly<Record<string, string>>;
  /** When the newest file of a build context changed, in milliseconds since 1970, by service. */
  readonly contextTimes: Readonly<Record<string, number>>;
  /** What the files behind secrets and configs hold. */
  readonly fileSums: FileSums;
  /** Ids of the questions that were answered with yes; `all` with `--yes`. */
  readonly confirmed: ReadonlySet<string> | 'all';
  /** Where a value of the project stands in the files. */
  readonly placeOf: Origins['placeOf'];
  /** The container of `run`: its service gets this one and keeps the replicas it has. */
  readonly oneOff?: OneOffContainer;
}

export interface OneOffContainer extends OneOff {
  readonly service: string;
  readonly name: string;
}
