import type { PortMapping } from '../model/service.ts';
import type { CheckedProject, Finding } from './finding.ts';
import { LIMITS } from './limits.ts';

/** Refuses projects whose size could only be a mistake or an attack. */
export function checkLimits(project: CheckedProject): readonly Finding[] {
  const services = Object.entries(project.services);
  const findings: Finding[] = [];
  if (services.length > LIMITS.services) {
    findings.push({
      code: 'too-many-services',
      message: `More than ${LIMITS.services} services are defined`,
      path: ['services'],
    });
  }
  let published = 0;
  for (const [name, service] of services) {
    for (const port of service.ports ?? []) published += countPublished(port);
    if (published <= LIMITS.publishedPorts) continue;
    findings.push({
      code: 'too-many-ports',
      message: `More than ${LIMITS.publishedPorts} ports are published`,
      path: ['services', name, 'ports'],
    });
    break;
  }
  return findings;
}

function countPublished({ published }: PortMapping): number {
  const [from, to] = (published ?? '').split('-').map(Number);
  return from !== undefined && to !== undefined && to > from ? to - from + 1 : 1;
}
