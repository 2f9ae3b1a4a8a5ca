import { serviceHash } from '../model/config-hash.ts';
import type { Project } from '../model/project.ts';
import { UserError } from './context.ts';

/** `service hash` lines for the named services, or for all with `*`; sorted by name. */
export function renderHashes(project: Project, wanted: string): string {
  const names = wanted === '*' ? Object.keys(project.services) : wanted.split(',');
  return names
    .toSorted()
    .map((name) => {
      const service = project.services[name];
      if (!service) throw new UserError(noSuchService(project, name));
      return `${name} ${serviceHash(service)}\n`;
    })
    .join('');
}

const noSuchService = (project: Project, name: string): string =>
  `no such service: ${name}: ${Object.hasOwn(project.disabledServices, name) ? 'disabled' : 'not found'}`;
