/** What is wrong with the triggers of `develop.watch` that only watching shows. */
import type { Files } from '../../host/host.ts';
import { type DataPath, formatPath } from '../../model/json.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { hasErrors } from '../../model/diagnostic.ts';
import { pathWithin } from '../../plan/watch-reactions.ts';
import { type LoadedProject, UserError } from '../context.ts';
import type { WatchedRule } from './rules.ts';

export interface CheckedRules {
  readonly rules: readonly WatchedRule[];
  readonly warnings: readonly Diagnostic[];
}

/** The rules that can be followed. Throws `UserError` with all mistakes. */
export function checkRules(
  { project, origins }: LoadedProject,
  rules: readonly WatchedRule[],
  files: Files,
): CheckedRules {
  const found = rules.map((rule) => ({ rule, problem: problemOf(rule) }));
  const diagnostics = found.flatMap(({ problem }) => problem ?? []);
  if (hasErrors(diagnostics)) throw new UserError('the project cannot be watched', diagnostics);
  const mounted = found.filter(({ problem }) => problem?.code === 'watched-path-mounted');
  const left = new Set(mounted.map(({ rule }) => rule));
  return { rules: rules.filter((rule) => !left.has(rule)), warnings: diagnostics };

  function problemOf(rule: WatchedRule): Diagnostic | undefined {
    const service = project.services[rule.service] ?? {};
    const told = findProblem(rule, {
      isBuilt: service.build !== undefined,
      mounts: (service.volumes ?? []).flatMap(({ type, source = '' }) =>
        type === 'bind' ? [realPath(source, files)] : [],
      ),
      isThere: files.stat(rule.trigger.path) !== undefined,
    });
    if (told === undefined) return undefined;
    const { key, ...problem } = told;
    const path: DataPath = ['services', rule.service, 'develop', 'watch', rule.index, key];
    const at = origins.placeOf(path);
    return { ...problem, path: formatPath(path), ...(at === undefined ? {} : { at }) };
  }
}

interface Facts {
  readonly isBuilt: boolean;
  readonly mounts: readonly string[];
  readonly isThere: boolean;
}

type Problem = Diagnostic & { readonly key: string };

function findProblem(
  { service, trigger }: WatchedRule,
  { isBuilt, mounts, isThere }: Facts,
): Problem | undefined {
  const { action, path, exec } = trigger;
  if (action === 'rebuild' && !isBuilt)
    return {
      code: 'watch-without-build',
      severity: 'error',
      message: `service "${service}" is to be rebuilt on changes, but it has no "build"`,
      key: 'action',
      hint: 'add a `build` section, or use another action',
    };
  if (action === 'sync+exec' && (exec?.command ?? []).length === 0)
    return {
      code: 'watch-without-command',
      severity: 'error',
      message: `the action "${action}" of service "${service}" needs "exec" with a "command"`,
      key: 'action',
    };
  if (action.startsWith('sync') && mounts.some((mount) => pathWithin(mount, path) !== undefined))
    return {
      code: 'watched-path-mounted',
      severity: 'warning',
      message: `path "${path}" also declared by a bind mount volume, this path won't be monitored`,
      key: 'path',
      hint: 'what changes there is in the container already; to act on it, use `restart` or `rebuild`',
    };
  if (isThere) return undefined;
  return {
    code: 'watched-path-missing',
    severity: 'warning',
    message: `there is nothing at "${path}" yet`,
    key: 'path',
    hint: 'what comes there will be noticed',
  };
}

function realPath(path: string, files: Files): string {
  return files.stat(path) === undefined ? path : files.realPath(path);
}
