/**
 * The Engine port: all that the program asks of a Docker Engine. Every method takes the signal that
 * cancels it, fails with `EngineError` alone, and treats answers as data to be checked.
 */
import type {
  ContainerRequest,
  EndpointSettings,
  NetworkBody,
  VolumeBody,
} from '../model/engine-api.ts';
import type {
  ObservedContainer,
  ObservedImage,
  ObservedNetwork,
  ObservedVolume,
} from '../model/observed.ts';
import type { StringMap } from '../model/service.ts';
import type { BuildProgress } from './building.ts';
import type { ContainerSample, ImageDetails, PathStat, VersionAnswer } from './inspect-answers.ts';

export interface Cancel {
  readonly signal?: AbortSignal;
}

export interface EngineInfo {
  /** Negotiated: the lower of ours and the engine's, or `DOCKER_API_VERSION`. */
  readonly apiVersion: string;
  readonly osType: string;
  /** `2` where the engine has BuildKit. */
  readonly builderVersion: string;
}

export interface ContainerFilter {
  /** `key` or `key=value`; all must match. */
  readonly labels?: readonly string[];
  readonly ids?: readonly string[];
  /** Exact names. */
  readonly names?: readonly string[];
  readonly status?: readonly string[];
  /** Running ones only unless true. */
  readonly all?: boolean;
  /** Containers of `pre_start` hooks too, which stand for no service. */
  readonly hooks?: boolean;
}

export interface HealthProbe {
  readonly start: string;
  readonly end: string;
  readonly exitCode: number;
  readonly output: string;
}

/** What only an inspect tells. Times are the engine's RFC 3339 text. */
export interface ContainerDetails {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: {
    readonly status: string;
    readonly running: boolean;
    readonly paused: boolean;
    readonly restarting: boolean;
    readonly oomKilled: boolean;
    readonly exitCode: number;
    readonly error: string;
    readonly pid: number;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly health?: {
      readonly status: string;
      readonly failingStreak: number;
      readonly log: readonly HealthProbe[];
    };
  };
  readonly restartCount: number;
  readonly tty: boolean;
  readonly opensStdin: boolean;
  readonly hasHealthcheck: boolean;
  readonly logDriver: string;
  readonly labels: StringMap;
  /** The whole answer, for views that show all of it. */
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface NetworkDetails extends ObservedNetwork {
  /** Ids of the running containers attached to it. */
  readonly containers: readonly string[];
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface CreatedContainer {
  readonly id: string;
  readonly warnings: readonly string[];
}

export type StreamName = 'stdout' | 'stderr';

/** A piece of container output as the engine framed it; not aligned to lines. */
export interface OutputChunk {
  readonly stream: StreamName;
  readonly bytes: Buffer;
  /** The engine's frame is complete with this piece: in logs the only sign of a last line without a newline. */
  readonly frameEnd?: boolean;
}

export interface LogOptions extends Cancel {
  readonly follow?: boolean;
  /** `all` or a count. */
  readonly tail?: string;
  /** Seconds since 1970 with up to nine decimals, as text; inclusive. */
  readonly since?: string;
  readonly until?: string;
  readonly timestamps?: boolean;
}

export interface AttachOptions extends Cancel {
  readonly stdin?: boolean;
  /** The container has a terminal: output is one raw stream. */
  readonly tty?: boolean;
  readonly logs?: boolean;
}

/** A two-way connection to a process in a container. */
export interface Session {
  readonly output: AsyncIterable<OutputChunk>;
  /** Resolves when the bytes are taken over; half-closes with `end`. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  destroy(): void;
}

export interface ExecRequest {
  readonly Cmd: readonly string[];
  readonly AttachStdin?: boolean;
  readonly AttachStdout?: boolean;
  readonly AttachStderr?: boolean;
  readonly Tty?: boolean;
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Privileged?: boolean;
  /** Rows, columns. */
  readonly ConsoleSize?: readonly [number, number];
}

export interface ExecDetails {
  readonly running: boolean;
  readonly exitCode: number | undefined;
  readonly pid: number;
}

export interface EngineEvent {
  readonly type: string;
  /** The first word of the engine's action, such as `health_status`. */
  readonly action: string;
  /** The rest of the action after `: `, such as `healthy`. */
  readonly detail?: string;
  readonly id: string;
  readonly attributes: StringMap;
  /** Nanoseconds since 1970, exact, as text. */
  readonly timeNano: string;
}

export interface EventFilter extends Cancel {
  readonly labels?: readonly string[];
  readonly types?: readonly string[];
  readonly actions?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  /** The feed was cut and is open again: what happened meanwhile may not come. Only of feeds that last. */
  readonly onGap?: () => void;
}

/** Subscribed when the promise that gives it resolves: nothing that happens later is missed. */
export interface EventFeed extends AsyncIterable<EngineEvent> {
  close(): void;
}

/** One line of pull or push progress. `current` and `total` are bytes. */
export interface TransferProgress {
  readonly layer?: string;
  readonly status: string;
  readonly current?: number;
  readonly total?: number;
}

export interface RegistryLogin {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly serveraddress?: string;
}

export interface PullRequest extends Cancel {
  readonly reference: string;
  readonly platform?: string;
  readonly login?: RegistryLogin;
}

export interface BuildRequest extends Cancel {
  /** Uncompressed tar of the context, Dockerfile included. */
  readonly context: AsyncIterable<Uint8Array>;
  /** Path inside the tar. */
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly args?: Readonly<Record<string, string | null>>;
  readonly labels?: StringMap;
  readonly target?: string;
  readonly platform?: string;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly network?: string;
  readonly shmBytes?: number;
  readonly extraHosts?: readonly string[];
  readonly ulimits?: readonly {
    readonly Name: string;
    readonly Soft: number;
    readonly Hard: number;
  }[];
  readonly cacheFrom?: readonly string[];
  /** Logins by registry host, for private base images. */
  readonly logins?: Readonly<Record<string, RegistryLogin>>;
}

/** What of a container becomes an image. */
export interface CommitRequest extends Cancel {
  /** Absent: the image has an id alone. */
  readonly reference?: string;
  readonly author?: string;
  readonly message?: string;
  /** Instructions of a Dockerfile, such as `ENV A=1`. */
  readonly changes?: readonly string[];
  /** Whether the container's processes rest meanwhile. */
  readonly pause: boolean;
}

export interface Engine {
  /** Where the engine is, as shown to people: `unix:///var/run/docker.sock`. */
  readonly address: string;

  /** Negotiates once; later calls answer from memory. */
  info(options?: Cancel): Promise<EngineInfo>;
  version(options?: Cancel): Promise<VersionAnswer>;

  listContainers(filter: ContainerFilter, options?: Cancel): Promise<readonly ObservedContainer[]>;
  inspectContainer(id: string, options?: Cancel): Promise<ContainerDetails>;
  createContainer(request: ContainerRequest, options?: Cancel): Promise<CreatedContainer>;
  startContainer(id: string, options?: Cancel): Promise<void>;
  /** `timeoutSeconds` absent: the container's own; already stopped is no error. */
  stopContainer(id: string, options?: Cancel & { readonly timeoutSeconds?: number }): Promise<void>;
  restartContainer(
    id: string,
    options?: Cancel & { readonly timeoutSeconds?: number },
  ): Promise<void>;
  killContainer(id: string, options?: Cancel & { readonly killSignal?: string }): Promise<void>;
  pauseContainer(id: string, options?: Cancel): Promise<void>;
  unpauseContainer(id: string, options?: Cancel): Promise<void>;
  renameContainer(id: string, name: string, options?: Cancel): Promise<void>;
  /** Already gone is no error; a removal already in progress is awaited. */
  removeContainer(
    id: string,
    options?: Cancel & { readonly force?: boolean; readonly volumes?: boolean },
  ): Promise<void>;
  resizeContainer(id: string, rows: number, columns: number, options?: Cancel): Promise<void>;
  /** Subscribed when the outer promise resolves; the inner one gives the exit code. */
  waitContainer(
    id: string,
    condition: 'not-running' | 'next-exit' | 'removed',
    options?: Cancel,
  ): Promise<{ readonly exitCode: Promise<number> }>;
  /** Rows of `ps` inside the container. */
  topContainer(
    id: string,
    options?: Cancel,
  ): Promise<{
    readonly titles: readonly string[];
    readonly processes: readonly (readonly string[])[];
  }>;
  /** Extracts an uncompressed tar at `path` inside the container. */
  putArchive(id: string, path: string, tar: Uint8Array, options?: Cancel): Promise<void>;

  /** As `putArchive`, streamed; a directory is not replaced by a file, nor a file by a directory, unless `replaces`. */
  putArchiveStream(
    id: string,
    path: string,
    tar: AsyncIterable<Uint8Array>,
    options?: Cancel & {
      /** Files get the user that the container runs as, where it has one; else what the tar says. */
      readonly keepOwner?: boolean;
      readonly replaces?: boolean;
    },
  ): Promise<void>;
  /** A tar of the file or directory, with its last name at the top. */
  getArchive(id: string, path: string, options?: Cancel): Promise<AsyncIterable<Uint8Array>>;
  /** A tar of the container's whole file system, without its volumes. */
  exportContainer(id: string, options?: Cancel): Promise<AsyncIterable<Uint8Array>>;
  /** Undefined when there is nothing at that path. Does not follow a link at its end. */
  statPath(id: string, path: string, options?: Cancel): Promise<PathStat | undefined>;
  /** Answers at once, without waiting for a second sample. */
  sampleContainer(id: string, options?: Cancel): Promise<ContainerSample>;

  logs(id: string, tty: boolean, options?: LogOptions): Promise<AsyncIterable<OutputChunk>>;
  attach(id: string, options?: AttachOptions): Promise<Session>;

  createExec(id: string, request: ExecRequest, options?: Cancel): Promise<string>;
  startExec(
    execId: string,
    options: Cancel & { readonly tty: boolean; readonly stdin: boolean },
  ): Promise<Session>;
  startExecDetached(execId: string, options?: Cancel): Promise<void>;
  inspectExec(execId: string, options?: Cancel): Promise<ExecDetails>;
  resizeExec(execId: string, rows: number, columns: number, options?: Cancel): Promise<void>;

  listNetworks(
    filter: { labels?: readonly string[]; names?: readonly string[] },
    options?: Cancel,
  ): Promise<readonly ObservedNetwork[]>;
  inspectNetwork(id: string, options?: Cancel): Promise<NetworkDetails>;
  createNetwork(body: NetworkBody, options?: Cancel): Promise<string>;
  removeNetwork(id: string, options?: Cancel): Promise<void>;
  connectNetwork(
    network: string,
    container: string,
    endpoint: EndpointSettings,
    options?: Cancel,
  ): Promise<void>;
  disconnectNetwork(
    network: string,
    container: string,
    options?: Cancel & { readonly force?: boolean },
  ): Promise<void>;

  listVolumes(
    filter: { labels?: readonly string[]; names?: readonly string[] },
    options?: Cancel,
  ): Promise<readonly ObservedVolume[]>;
  createVolume(body: VolumeBody, options?: Cancel): Promise<ObservedVolume>;
  removeVolume(name: string, options?: Cancel): Promise<void>;

  /** Those of `references` that exist, by reference as given; ids and digests work too. */
  listImages(
    references: readonly string[],
    options?: Cancel,
  ): Promise<Readonly<Record<string, ObservedImage>>>;
  listProjectImages(project: string, options?: Cancel): Promise<readonly ObservedImage[]>;
  /** Undefined when it is gone. */
  inspectImage(reference: string, options?: Cancel): Promise<ImageDetails | undefined>;
  /** Gives the id of the new image. */
  commitContainer(id: string, request: CommitRequest): Promise<string>;
  removeImage(reference: string, options?: Cancel): Promise<void>;
  tagImage(source: string, target: string, options?: Cancel): Promise<void>;
  /** What the registry has under a tag now, such as `sha256:…`; asked by the engine. */
  resolveDigest(request: PullRequest): Promise<string>;
  /** Runs until the image is there; a failure in the stream is an `EngineError`. */
  pullImage(request: PullRequest): AsyncIterable<TransferProgress>;
  pushImage(request: PullRequest): AsyncIterable<TransferProgress>;
  buildImage(request: BuildRequest): AsyncIterable<BuildProgress>;

  events(filter: EventFilter): Promise<EventFeed>;

  /** Gives back all sockets. */
  close(): void;
}
