import type { DataPath } from '../../model/json.ts';
import type { Service } from '../../model/service.ts';
import type { Fields } from './fields.ts';

/** A value as people read it: one text, or the pieces of a list or map. */
export interface Part {
  /** Name within a map: a variable, the target of a mount. */
  readonly key?: string;
  readonly text: string;
  /** Where it stands below the attribute. */
  readonly path?: DataPath;
  /** What the engine fills in where nobody asks: alone it says nothing of a file. */
  readonly isFilled?: true;
}

/** How the parts of two values belong together: there is one, the texts are a set, or the keys name them. */
export type PartKind = 'one' | 'set' | 'map';

/** How the value of an attribute is read back from what the engine has, or was to be sent. */
export interface Reader {
  readonly kind: PartKind;
  read(side: Side): readonly Part[];
  /** A container may have what cannot be read: finding nothing then tells nothing. */
  readonly mayHide?: true;
}

/** One of the two things compared: a container, or the request for its successor. */
export interface Side {
  /** `Config` of an inspect, or the request's body. */
  readonly config: Fields;
  readonly host: Fields;
  /** By the engine's name of the network. */
  readonly endpoints: Fields;
  /** Names that every container has on its networks. */
  readonly ownNames: readonly string[];
  readonly names: Names;
  /** `linux/amd64`; empty where it is not known. */
  readonly platform: string;
  /** As the file has it now. */
  readonly wanted: Service;
  /** Whether this is the request. */
  readonly isNew: boolean;
}

/** The file's words for what the engine knows by another name. */
export interface Names {
  network(name: string): string;
  volume(name: string): string;
  /** Relative to the project directory where it lies below. */
  path(path: string): string;
  /** `service:x` for the id of a container. */
  container(id: string): string;
  /** The service of a container of the project, by its name. */
  service(container: string): string | undefined;
  /** The key of the secret or config that is this file. */
  file(kind: 'secret' | 'config', path: string): string | undefined;
}
