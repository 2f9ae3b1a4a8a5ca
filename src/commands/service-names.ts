/** Service names given on the command line. */
import type { Project } from '../model/project.ts';
import { suggest } from '../model/suggest.ts';
import { UserError } from './context.ts';

/** Throws `UserError` on a name that no file declares; without files every name is taken. */
export function checkServices(names: readonly string[], project: Project | undefined): void {
  if (project === undefined) return;
  const known = [...Object.keys(project.services), ...Object.keys(project.disabledServices)];
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = name.length > 1 ? suggest(name, known) : undefined;
    const hint = near === undefined ? '' : `\ndid you mean "${near}"?`;
    throw new UserError(`no such service: ${name}${hint}`);
  }
}
