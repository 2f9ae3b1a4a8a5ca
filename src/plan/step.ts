/** A step: one change to the world, as plain data. A plan is a list of them in an order that works. */
import type {
  ContainerRequest,
  EndpointSettings,
  NetworkBody,
  VolumeBody,
} from '../model/engine-api.ts';
import type { Place } from '../model/diagnostic.ts';
import type { ContainerState } from '../model/observed.ts';
import type {
  Build,
  DependencyCondition,
  Hook,
  Provider,
  Service,
  StringMap,
} from '../model/service.ts';

declare const stepIdBrand: unique symbol;
/** Readable and stable, such as `container/web-1/create`; unique in its plan. */
export type StepId = string & { readonly [stepIdBrand]: true };

export const stepId = (text: string): StepId => text as StepId;

export type ResourceKind = 'container' | 'network' | 'volume' | 'image' | 'provider' | 'project';

/** What a step is about. `name` is the engine's name for it; `key` and `service` are the file's. */
export interface ResourceRef {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly service?: string;
  readonly number?: number;
  readonly key?: string;
}

/** A container that exists, or the one that another step of the plan creates. */
export type ContainerRef =
  | { readonly kind: 'existing'; readonly id: string; readonly name: string }
  | { readonly kind: 'late'; readonly step: StepId; readonly name: string };

/** One attribute that differs, or one entry of it. Values are absent when not known or not to be shown. */
export interface FieldChange {
  /** `image`, `environment.LOG_LEVEL`, `healthcheck.interval`; entries of a list have the list's name. */
  readonly attribute: string;
  /** Absent while nobody has looked. */
  readonly change?: 'added' | 'removed' | 'changed';
  /** There are values, but they must not be told. */
  readonly hidden?: true;
  readonly from?: string;
  readonly to?: string;
  readonly at?: Place;
}

/** Why a step is there. It explains; it never decides. */
export type Reason =
  | { readonly kind: 'missing' }
  | { readonly kind: 'configChanged'; readonly changes: readonly FieldChange[] }
  /** Content of secrets and configs, such as `configs.site`; `paths` has the file of those that one holds. */
  | (Located & {
      readonly kind: 'filesChanged';
      readonly files: readonly string[];
      readonly paths?: StringMap;
    })
  | (Located & {
      readonly kind: 'imageChanged';
      /** Ids. */
      readonly from: string;
      readonly to: string;
      /** As the file has it. */
      readonly image?: string;
    })
  | (Located & { readonly kind: 'networkDetached'; readonly networks: readonly string[] })
  | (Located & { readonly kind: 'volumeNotMounted'; readonly volumes: readonly string[] })
  | { readonly kind: 'notRunning'; readonly state: ContainerState }
  | (Located & { readonly kind: 'surplusReplica'; readonly wanted: number })
  | { readonly kind: 'orphan' }
  | { readonly kind: 'leftover'; readonly what: string }
  | {
      readonly kind: 'dependency';
      readonly service: string;
      readonly condition?: DependencyCondition;
    }
  | (Located & { readonly kind: 'dependencyRecreated'; readonly service: string })
  /** By the key of the network. */
  | { readonly kind: 'networkRecreated'; readonly network: string }
  /** By the key of the volume. */
  | { readonly kind: 'volumeRecreated'; readonly volume: string }
  | { readonly kind: 'replacement'; readonly of: string }
  | { readonly kind: 'imageMissing' }
  | { readonly kind: 'imagePolicy'; readonly policy: string }
  /** By the `type` of the provider. */
  | { readonly kind: 'provided'; readonly type: string }
  | { readonly kind: 'requested'; readonly by: string };

/** A reason that the files give: where they do; of several, the first. */
interface Located {
  readonly at?: Place;
}

/** The part of a reason that says where. */
export const located = (at: Place | undefined): Located => (at === undefined ? {} : { at });

/** What a step may cost: nothing, a running service's availability, or data. */
export type Risk = 'none' | 'interrupts' | 'losesData';

interface StepBase {
  readonly id: StepId;
  /** Steps that must have succeeded before this one begins. */
  readonly after: readonly StepId[];
  readonly resource: ResourceRef;
  readonly reason: Reason;
  readonly risk: Risk;
  /** Steps of one group are shown as one change, such as `recreate/web-1`. */
  readonly group?: string;
  /** What to put back when this step of a replacement fails. */
  readonly fallback?: Fallback;
  /** A failure of this step, or one because somebody uses it still, is reported but skips nobody. */
  readonly optional?: boolean | 'when-in-use';
}

/**
 * A create request that may wait for ids of other containers. Where `waitsFor` is empty, `request` is final;
 * else `finishRequest` completes it from `service` once the ids are known. Its body is made when it is first read.
 */
export interface ContainerDraft {
  readonly request: ContainerRequest;
  readonly service: Service;
  /** By service key: the container whose namespace or volumes are shared. */
  readonly waitsFor: Readonly<Record<string, ContainerRef>>;
  /** By service key: ids that the request has already. */
  readonly knownIds?: Readonly<Record<string, string>>;
  /** As in the request's `dev.flotilla.fields`; the project's name unless given. */
  readonly fieldsSalt?: string;
}

/** How to undo a replacement: the new container goes, the old one gets its name back and runs again. */
export interface Fallback {
  /** Absent: nothing replaces it; it is down only while a dependency is replaced. */
  readonly replacement?: ContainerRef;
  readonly id: string;
  readonly name: string;
  readonly wasRunning: boolean;
}

/** What `waitUntil` waits for: that of `depends_on`, or running for as long as nothing says otherwise. */
export type WaitCondition = 'started' | 'healthy' | 'completed' | 'running-or-healthy';

/** `stop` is left out where the program does not offer it. */
export type ProviderCommand = 'up' | 'down' | 'stop';

export type Step = StepBase &
  (
    | { readonly kind: 'pullImage'; readonly reference: string; readonly platform?: string }
    | {
        readonly kind: 'buildImage';
        readonly service: string;
        readonly image: string;
        readonly build: Build;
        readonly platform?: string;
        readonly noCache?: boolean;
        readonly pull?: boolean;
        /** The builder pushes, since an image of several platforms is in no engine. */
        readonly push?: true;
        /** A builder of docker's buildx in place of the engine. */
        readonly builder?: string;
        /** Not needed when that step, a pull of the same image, succeeded. */
        readonly unless?: StepId;
      }
    | { readonly kind: 'pushImage'; readonly reference: string }
    | { readonly kind: 'removeImage'; readonly reference: string }
    | { readonly kind: 'createNetwork'; readonly body: NetworkBody }
    | { readonly kind: 'removeNetwork'; readonly network: string }
    | {
        readonly kind: 'connectNetwork';
        readonly network: string;
        readonly container: ContainerRef;
        readonly endpoint: EndpointSettings;
      }
    | {
        readonly kind: 'disconnectNetwork';
        readonly network: string;
        readonly container: ContainerRef;
      }
    | { readonly kind: 'createVolume'; readonly body: VolumeBody }
    | { readonly kind: 'removeVolume'; readonly volume: string }
    | { readonly kind: 'createContainer'; readonly draft: ContainerDraft }
    | {
        /** Copies secrets and configs that no host file backs into a container, before each start. */
        readonly kind: 'putFiles';
        readonly container: ContainerRef;
        readonly service: string;
        readonly paths: readonly string[];
      }
    | {
        readonly kind: 'startContainer';
        readonly container: ContainerRef;
      }
    | {
        readonly kind: 'waitUntil';
        readonly container: ContainerRef;
        readonly condition: WaitCondition;
        /** A dependency that may fail: its dependents go on, with a notice. */
        readonly required: boolean;
        /** Milliseconds for which the condition must hold, without a restart. */
        readonly steadyMs?: number;
        /** The condition must hold until all other waits of the plan have come to an end. */
        readonly holds?: boolean;
      }
    | {
        readonly kind: 'stopContainer';
        readonly container: ContainerRef;
        readonly timeoutSeconds?: number;
      }
    | {
        readonly kind: 'restartContainer';
        readonly container: ContainerRef;
        readonly timeoutSeconds?: number;
      }
    | {
        readonly kind: 'killContainer';
        readonly container: ContainerRef;
        readonly killSignal: string;
      }
    | { readonly kind: 'pauseContainer'; readonly container: ContainerRef }
    | { readonly kind: 'unpauseContainer'; readonly container: ContainerRef }
    | { readonly kind: 'renameContainer'; readonly container: ContainerRef; readonly name: string }
    | {
        readonly kind: 'removeContainer';
        readonly container: ContainerRef;
        readonly force: boolean;
        /** Remove its anonymous volumes too. */
        readonly volumes: boolean;
      }
    | {
        readonly kind: 'runHook';
        readonly container: ContainerRef;
        readonly hook: Hook;
        readonly phase: 'post_start' | 'pre_stop';
      }
    | {
        /** Runs a `pre_start` hook to its end in a container of its own, which has the volumes of `container`. */
        readonly kind: 'runPreStart';
        readonly container: ContainerRef;
        readonly service: string;
        /** Position in the service's list. */
        readonly index: number;
        readonly request: ContainerRequest;
        /** The container whose network it shares. */
        readonly network?: ContainerRef;
      }
    | {
        /**
         * Runs the program that stands for a service. What it tells on `up` is known only afterwards: the rest of the
         * plan is made again with it.
         */
        readonly kind: 'runProvider';
        readonly service: string;
        readonly provider: Provider;
        readonly command: ProviderCommand;
      }
  );

export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;
