/** Digests of what secrets and configs contain, so that an edit is noticed: no hash of Docker Compose covers it. */
import { createHash, pbkdf2Sync } from 'node:crypto';
import { compareBytes } from '../../model/go-json.ts';
import type { Project } from '../../model/project.ts';
import type { Service, StringMap } from '../../model/service.ts';
import { API_SOCKET_CONFIG } from '../api-socket.ts';
import { parseDigests } from './field-digests.ts';
import type { FieldDigests } from './field-digests.ts';
import { fileUses, isInjected } from './file-mounts.ts';
import type { FileUse } from './file-mounts.ts';
import { contentOf } from './injected-files.ts';

const BYTES = 4;
/** A short secret must not be found by trying: each guess costs half a millisecond. */
const ROUNDS = 1000;

/** What the files behind secrets and configs hold: absolute path → SHA-256. Unreadable ones and folders are missing. */
export type FileSums = StringMap;

/** What digests are made from. */
export interface Contents {
  readonly project: Project;
  readonly service: Service;
  readonly fileSums: FileSums;
}

/** `secrets.<key>` or `configs.<key>` → digest, for those whose content is known. */
export function fileDigests(contents: Contents): FieldDigests {
  return Object.fromEntries(
    knownUses(contents).map((use) => [nameOf(use), digestOf(use, contents)]),
  );
}

/** A secret or config whose content is not what a label says. */
export interface ChangedFile {
  /** Such as `configs.site`. */
  readonly name: string;
  /** Absent where no file of this machine holds the content. */
  readonly path?: string;
  /** The label says nothing of it. */
  readonly isNew?: true;
}

/** Compares a label with the digests of now; finds nothing without a readable label. */
export function changedFiles(
  labelJson: string | undefined,
  contents: Contents,
  now: FieldDigests,
): readonly ChangedFile[] {
  const before = labelJson === undefined ? undefined : parseDigests(labelJson);
  if (before === undefined) return [];
  return knownUses(contents)
    .filter((use) => {
      const was = before.get(nameOf(use));
      // a file that could not be read then, or by a release that did not look, tells nothing
      return was === undefined ? isInjected(use) : was !== now[nameOf(use)];
    })
    .map((use) => ({
      name: nameOf(use),
      ...(before.has(nameOf(use)) ? {} : { isNew: true as const }),
      ...(isInjected(use) || use.object.file === undefined ? {} : { path: use.object.file }),
    }))
    .toSorted((a, b) => compareBytes(a.name, b.name));
}

/** One for each secret and config, however often the service mounts it. */
function knownUses({ project, service, fileSums }: Contents): readonly FileUse[] {
  const known = fileUses(project, service).filter(
    (use) =>
      // logins come and go with the day, and are no part of what the files say
      use.reference.source !== API_SOCKET_CONFIG &&
      (isInjected(use) || sumOf(use, fileSums) !== undefined),
  );
  return [...new Map(known.map((use) => [nameOf(use), use])).values()];
}

const nameOf = ({ kind, reference }: FileUse): string => `${kind}s.${reference.source}`;

const sumOf = ({ object }: FileUse, fileSums: FileSums): string | undefined =>
  object.external !== true && object.file !== undefined && Object.hasOwn(fileSums, object.file)
    ? fileSums[object.file]
    : undefined;

/** Many services may use one secret, and its digest takes its time. */
const digestsMade = new WeakMap<Project, Map<string, string>>();

function digestOf(use: FileUse, contents: Contents): string {
  const made = digestsMade.get(contents.project) ?? new Map<string, string>();
  digestsMade.set(contents.project, made);
  const key = JSON.stringify([nameOf(use), sumOf(use, contents.fileSums)]);
  const digest = made.get(key) ?? makeDigest(use, contents);
  made.set(key, digest);
  return digest;
}

/** Another file of the same content is another mount. */
function makeDigest(use: FileUse, { project, fileSums }: Contents): string {
  const content = isInjected(use)
    ? contentOf(use, project)
    : JSON.stringify([use.object.file, sumOf(use, fileSums)]);
  const salt = JSON.stringify([project.name, use.reference.source]);
  const bytes =
    use.kind === 'secret'
      ? pbkdf2Sync(content, salt, ROUNDS, BYTES, 'sha256')
      : createHash('sha256').update(salt).update(content).digest().subarray(0, BYTES);
  return bytes.toString('hex');
}
