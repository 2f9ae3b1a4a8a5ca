/** What the engine tells of single things when it is asked. */

/** Counters of one moment; bytes and nanoseconds since the container's start. */
export interface ContainerSample {
  readonly cpuTotal: number;
  /** Of the whole machine. */
  readonly cpuSystem: number;
  readonly cpuCount: number;
  /** Without the page cache that can be given back at once. */
  readonly memory: number;
  readonly memoryLimit: number;
  readonly received: number;
  readonly sent: number;
  readonly blockRead: number;
  readonly blockWritten: number;
  readonly processes: number;
}

export interface ImageDetails {
  readonly id: string;
  readonly tags: readonly string[];
  /** Bytes. */
  readonly size: number;
  /** `linux/amd64`, `linux/arm64/v8` */
  readonly platform: string;
  /** RFC 3339: when this engine gave it its last tag. */
  readonly lastTagTime?: string;
  /** What its containers have unless they ask for something else, as the engine has it. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A file inside a container. */
export interface PathStat {
  readonly name: string;
  readonly size: number;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  /** Absolute inside the container, where the link leads after all. */
  readonly linkTarget: string;
}

export interface VersionAnswer {
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
}
