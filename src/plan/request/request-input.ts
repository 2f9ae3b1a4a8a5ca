import type { HashFlavour } from '../../model/config-hash.ts';
import type { NameSeparator } from '../../model/names.ts';
import type { Project } from '../../model/project.ts';
import type { Service, StringMap } from '../../model/service.ts';
import type { FileSums } from './file-digests.ts';

/** What sets a one-off container (`run`) apart from a replica. */
export interface OneOff {
  /** 64 random hex digits. */
  readonly slug: string;
  /** Answer to the service's name and aliases too, not to the container's name alone. */
  readonly networkAliases: boolean;
  readonly attachStdin: boolean;
  readonly autoRemove: boolean;
}

/** An anonymous volume of the predecessor that its replacement goes on using. */
export interface InheritedMount {
  readonly target: string;
  readonly volume: string;
  readonly readOnly?: boolean;
}

/** All that a create request is made from. */
export interface RequestInput {
  readonly project: Project;
  readonly serviceKey: string;
  readonly service: Service;
  readonly number: number;
  /** Name to create under; may be a temporary one. */
  readonly name: string;
  /** The name the container will go by: other containers resolve it. */
  readonly containerName: string;
  /** The service's image, or the name under which it is built. */
  readonly imageName: string;
  /** For the label by which a newer image is noticed; absent while unknown. */
  readonly imageId?: string | undefined;
  /** Negotiated, such as `1.51`. */
  readonly apiVersion: string;
  /** By service key, in the order of container names; what is missing is filled by `finishRequest`. */
  readonly containerIds: Readonly<Record<string, readonly string[]>>;
  /** By service key, in the order of container names: what links lead to. */
  readonly containerNames: Readonly<Record<string, readonly string[]>>;
  readonly inheritedMounts: readonly InheritedMount[];
  /** `container_name`, or `<service>-<number>` of the container that is replaced. */
  readonly replaces?: string | undefined;
  /** Proxy variables of the client's configuration; the service's own win. */
  readonly proxyEnvironment?: StringMap;
  /** `linux` unless given; credential specs exist on `windows` alone. */
  readonly osType?: string;
  readonly separator?: NameSeparator;
  /** The project's name unless given. */
  readonly fieldsSalt?: string;
  /** Whose digest to write; that of Docker Compose 2.40 unless given. */
  readonly hashFlavour?: HashFlavour;
  readonly oneoff?: OneOff | undefined;
  /** Text of the seccomp profiles that `security_opt` names, by path as `seccompFiles` gives it. */
  readonly seccompProfiles?: StringMap;
  /** What the files behind secrets and configs hold, as far as it is known. */
  readonly fileSums?: FileSums;
}
