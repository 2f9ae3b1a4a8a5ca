/** The part of dockerode and its transport that the adapter uses. Answers are unknown until they are checked. */
declare module 'dockerode' {
  type Answer = Promise<unknown>;

  /** Query and body always apart: as one object dockerode would put the body into the URL, too. */
  export interface Parameters {
    readonly _query: Readonly<Record<string, unknown>>;
    readonly _body: unknown;
    readonly abortSignal: AbortSignal;
  }

  export interface Container {
    inspect(parameters: Parameters): Answer;
    start(parameters: Parameters): Answer;
    stop(parameters: Parameters): Answer;
    restart(parameters: Parameters): Answer;
    kill(parameters: Parameters): Answer;
    pause(parameters: Parameters): Answer;
    unpause(parameters: Parameters): Answer;
    rename(parameters: Parameters): Answer;
    remove(parameters: Parameters): Answer;
    resize(parameters: Parameters): Answer;
    top(parameters: Parameters): Answer;
    putArchive(archive: Buffer, parameters: Parameters): Answer;
  }

  export interface Exec {
    inspect(parameters: Parameters): Answer;
    resize(parameters: Parameters): Answer;
  }

  export interface Network {
    remove(parameters: Parameters): Answer;
    connect(parameters: Parameters): Answer;
    disconnect(parameters: Parameters): Answer;
  }

  export interface Volume {
    remove(parameters: Parameters): Answer;
  }

  export interface Image {
    remove(parameters: Parameters): Answer;
    tag(parameters: Parameters): Answer;
  }

  export default class Docker {
    constructor(options: { readonly modem: object });
    getContainer(id: string): Container;
    getExec(id: string): Exec;
    getNetwork(id: string): Network;
    getVolume(name: string): Volume;
    getImage(name: string): Image;
    listContainers(parameters: Parameters): Answer;
    listNetworks(parameters: Parameters): Answer;
    listVolumes(parameters: Parameters): Answer;
    listImages(parameters: Parameters): Answer;
    version(parameters: Parameters): Answer;
  }
}

declare module 'docker-modem' {
  import type { Agent } from 'node:http';
  import type { Readable } from 'node:stream';

  export interface Dial {
    readonly method: string;
    /** Ends in `?`, or the query is left out. */
    readonly path: string;
    readonly options?: {
      readonly _query: Readonly<Record<string, unknown>>;
      readonly _body: unknown;
    };
    readonly headers?: Readonly<Record<string, string>>;
    readonly file?: Buffer | Readable;
    readonly hijack?: boolean;
    readonly isStream?: boolean;
    /** `true` marks the codes of success. */
    readonly statusCodes?: Readonly<Record<number, true | string>>;
    readonly abortSignal?: AbortSignal;
  }

  export type Dialed = (error: Error | null | undefined, answer: unknown) => void;

  export default class Modem {
    socketPath: string;
    protocol: 'http';
    version: string | undefined;
    agent: Agent;
    dial(request: Dial, done: Dialed): void;
  }
}
