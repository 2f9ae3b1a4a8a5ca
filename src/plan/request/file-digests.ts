/** Digests of what is copied into a container, so that new content is noticed: no hash of Docker Compose covers it. */
import { createHash, pbkdf2Sync } from 'node:crypto';
import { compareBytes } from '../../model/go-json.ts';
import type { Project } from '../../model/project.ts';
import type { Service } from '../../model/service.ts';
import { parseDigests } from './field-digests.ts';
import type { FieldDigests } from './field-digests.ts';
import { fileUses, isInjected } from './file-mounts.ts';
import type { FileUse } from './file-mounts.ts';
import { contentOf } from './injected-files.ts';

const BYTES = 4;
/** A short secret must not be found by trying: each guess costs half a millisecond. */
const ROUNDS = 1000;

/** `secrets.<key>` or `configs.<key>` → digest, for those whose content comes from the environment or the file itself. */
export function fileDigests(project: Project, service: Service): FieldDigests {
  const uses = fileUses(project, service).filter(isInjected);
  return Object.fromEntries(
    uses.map((use) => [`${use.kind}s.${use.reference.source}`, digestOf(use, project)]),
  );
}

/** Names of the secrets and configs whose content is not what the label says; empty without a readable label. */
export function changedFiles(
  labelJson: string | undefined,
  project: Project,
  service: Service,
): readonly string[] {
  const before = labelJson === undefined ? undefined : parseDigests(labelJson);
  if (before === undefined) return [];
  return Object.entries(fileDigests(project, service))
    .filter(([name, digest]) => before.get(name) !== digest)
    .map(([name]) => name)
    .toSorted(compareBytes);
}

function digestOf(use: FileUse, project: Project): string {
  const content = contentOf(use, project);
  const salt = JSON.stringify([project.name, use.reference.source]);
  const bytes =
    use.kind === 'secret'
      ? pbkdf2Sync(content, salt, ROUNDS, BYTES, 'sha256')
      : createHash('sha256').update(salt).update(content).digest().subarray(0, BYTES);
  return bytes.toString('hex');
}
