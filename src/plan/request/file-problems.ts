import type { DataPath } from '../../model/json.ts';
import type { FileObject, Project } from '../../model/project.ts';
import type { FileReference, Service } from '../../model/service.ts';
import { fileUses, isInjected } from './file-mounts.ts';
import type { FileUse } from './file-mounts.ts';
import type { RequestProblem } from './request-problem.ts';

/** What keeps the service's secrets and configs from reaching its containers on a plain engine. */
export function fileProblems(project: Project, service: Service): readonly RequestProblem[] {
  return fileUses(project, service).flatMap((use) => {
    const path: DataPath = [`${use.kind}s`, use.index];
    return (
      storeProblem(use, path) ??
      (isInjected(use)
        ? injectionProblems(use, path, { project, service })
        : mountProblems(use, path))
    );
  });
}

const STORE_FIELDS = [
  'external',
  'driver',
  'template_driver',
] as const satisfies readonly (keyof FileObject)[];

function storeProblem(use: FileUse, path: DataPath): readonly RequestProblem[] | undefined {
  const field = STORE_FIELDS.find((name) => use.object[name]);
  if (field === undefined) return undefined;
  return [
    {
      code: 'unsupported-file-store',
      severity: 'error',
      path,
      message: `${use.kind} "${use.reference.source}" is kept elsewhere ("${field}"), and an engine outside a cluster has no store for it`,
      hint: 'declare it with `file` or `environment`',
    },
  ];
}

interface Holder {
  readonly project: Project;
  readonly service: Service;
}

function injectionProblems(
  use: FileUse,
  path: DataPath,
  holder: Holder,
): readonly RequestProblem[] {
  return [
    ...variableProblems(use, path, holder.project),
    ...ownerProblems(use, path),
    ...readOnlyProblems(use, path, holder.service),
  ];
}

function variableProblems(
  use: FileUse,
  path: DataPath,
  project: Project,
): readonly RequestProblem[] {
  const variable = use.object.environment;
  if (variable === undefined || project.environment[variable] !== undefined) return [];
  return [
    {
      code: 'unset-variable',
      severity: 'error',
      path,
      message: `variable "${variable}", which holds ${use.kind} "${use.reference.source}", is not set`,
    },
  ];
}

function ownerProblems(use: FileUse, path: DataPath): readonly RequestProblem[] {
  return (['uid', 'gid'] as const).flatMap((field): readonly RequestProblem[] => {
    const value = use.reference[field];
    if (!value || /^\d+$/.test(value)) return [];
    return [
      {
        code: 'numeric-id-expected',
        severity: 'error',
        path: [...path, field],
        message: `expected a number as "${field}", not "${value}"`,
      },
    ];
  });
}

function readOnlyProblems(
  use: FileUse,
  path: DataPath,
  service: Service,
): readonly RequestProblem[] {
  if (service.read_only !== true || use.target.lastIndexOf('/') > 0) return [];
  return [
    {
      code: 'read-only-root',
      severity: 'error',
      path,
      message: `"${use.target}" cannot be put into the root directory of a read-only container`,
      hint: 'give it a `target` in a directory of its own',
    },
  ];
}

function mountProblems(use: FileUse, path: DataPath): readonly RequestProblem[] {
  const ignored = (
    ['uid', 'gid', 'mode'] as const satisfies readonly (keyof FileReference)[]
  ).filter((field) => use.reference[field] !== undefined);
  return ignored.map((field) => ({
    code: 'ignored-file-owner',
    severity: 'warning',
    path: [...path, field],
    message: `"${field}" has no effect on ${use.kind} "${use.reference.source}": it is a mounted file and keeps its owner and mode`,
  }));
}
