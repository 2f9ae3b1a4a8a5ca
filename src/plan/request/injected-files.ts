import type { MountSpec } from '../../model/engine-api.ts';
import type { Project } from '../../model/project.ts';
import type { Service } from '../../model/service.ts';
import { fileUses, isInjected } from './file-mounts.ts';
import type { FileUse } from './file-mounts.ts';
import { type TarFile, tarOf } from './tar.ts';

export { tarOf };

/** A file that is copied into a container before each start. */
export interface InjectedFile extends TarFile {
  /** Absolute, in the container. */
  readonly path: string;
}

/** An archive and the directory of the container it is extracted in. */
export interface InjectedArchive {
  readonly path: string;
  readonly tar: Uint8Array;
}

/** Secrets and configs whose content comes from the environment or the compose file itself; empty ones make no file. */
export function injectedFiles(project: Project, service: Service): readonly InjectedFile[] {
  return fileUses(project, service).flatMap((use) => {
    const content = isInjected(use) ? contentOf(use, project) : '';
    if (content === '') return [];
    const { mode, uid, gid } = use.reference;
    return {
      path: use.target,
      mode: mode === undefined ? 0o444 : Number.parseInt(mode, 8),
      uid: Number(uid || 0),
      gid: Number(gid || 0),
      content,
    };
  });
}

/** What to put into the container: one archive for its root, or one for each directory of a read-only container. */
export function injectedArchives(project: Project, service: Service): readonly InjectedArchive[] {
  const files = injectedFiles(project, service);
  if (files.length === 0) return [];
  if (service.read_only !== true) return [{ path: '/', tar: tarOf(files) }];
  return writableDirectories(files).map((directory) => ({
    path: directory,
    tar: tarOf(
      files
        .filter((file) => directoryOf(file.path) === directory)
        .map((file) => ({ ...file, path: file.path.slice(directory.length + 1) })),
    ),
  }));
}

/** Anonymous volumes that let files be copied into a container whose root is read-only. */
export function secretVolumes(project: Project, service: Service): readonly MountSpec[] {
  if (service.read_only !== true) return [];
  return writableDirectories(injectedFiles(project, service)).map((directory) => ({
    Type: 'volume',
    Target: directory,
    VolumeOptions: { NoCopy: true },
  }));
}

/** Value of the variable, or inline content; undefined where the variable is not set. */
export function contentOf(use: FileUse, project: Project): string {
  const { environment, content } = use.object;
  return (environment === undefined ? content : project.environment[environment]) ?? '';
}

const writableDirectories = (files: readonly InjectedFile[]): readonly string[] => [
  ...new Set(files.map((file) => directoryOf(file.path))),
];

const directoryOf = (path: string): string =>
  path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
