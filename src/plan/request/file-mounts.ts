import type { MountSpec } from '../../model/engine-api.ts';
import type { FileObject, Project } from '../../model/project.ts';
import type { FileReference, Service } from '../../model/service.ts';

/** A secret or config as one service uses it. */
export interface FileUse {
  readonly kind: 'secret' | 'config';
  /** Position in the service's list. */
  readonly index: number;
  readonly reference: FileReference;
  readonly object: FileObject;
  /** Absolute path in the container. */
  readonly target: string;
}

/** Secrets, then configs that the service uses and the project declares. */
export function fileUses(project: Project, service: Service): readonly FileUse[] {
  if (service.secrets === undefined && service.configs === undefined) return [];
  const uses = (kind: FileUse['kind'], references: readonly FileReference[] = []): FileUse[] =>
    references.flatMap((reference, index) => {
      const object = (kind === 'secret' ? project.secrets : project.configs)[reference.source];
      return object === undefined
        ? []
        : [{ kind, index, reference, object, target: targetOf(kind, reference) }];
    });
  return [...uses('secret', service.secrets), ...uses('config', service.configs)];
}

/** Whether the content has to be copied into the container, as no host file can be mounted. */
export const isInjected = ({ object }: FileUse): boolean =>
  object.external !== true && (object.environment !== undefined || object.content !== undefined);

/** Read-only mounts of the secrets and configs that are host files. */
export function fileMounts(project: Project, service: Service): readonly MountSpec[] {
  return fileUses(project, service).flatMap((use) => {
    if (isInjected(use) || use.object.file === undefined) return [];
    const mount: MountSpec = {
      Type: 'bind',
      Source: use.object.file,
      Target: use.target,
      ReadOnly: true,
    };
    // Docker Compose distinguishes the two: a secret's options are there and empty
    return [use.kind === 'secret' ? { ...mount, BindOptions: {} } : mount];
  });
}

const BASE = { secret: '/run/secrets/', config: '/' } as const;

/** Absolute path in the container. */
export function targetOf(kind: FileUse['kind'], reference: FileReference): string {
  const target =
    reference.target === undefined || reference.target === '' ? reference.source : reference.target;
  return isAbsolute(target) ? target : BASE[kind] + target;
}

const isAbsolute = (path: string): boolean =>
  path.startsWith('/') || path.startsWith('\\') || /^[a-zA-Z]:[\\/]/.test(path);
