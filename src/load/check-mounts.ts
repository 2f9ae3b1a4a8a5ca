import { posix } from 'node:path';
import type { Service } from '../model/service.ts';
import type { Finding } from './finding.ts';

type Path = readonly (string | number)[];

const DRIVE = /^([A-Za-z]):/;

/** In short form a volume with a name of one letter reads as a Windows drive. */
export function checkDriveLetters(
  name: string,
  service: Service,
  volumes: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  return (service.volumes ?? []).flatMap(({ type, source, target }, index) => {
    const letter = DRIVE.exec(target)?.[1];
    if (type !== 'volume' || source || !letter || !Object.hasOwn(volumes, letter)) return [];
    return [
      {
        code: 'one-letter-volume',
        severity: 'warning' as const,
        message: `"${target}" is read as a Windows path, not as the volume "${letter}"`,
        path: ['services', name, 'volumes', index],
        hint: 'Write the long form: type, source, target',
      },
    ];
  });
}

/** Two mounts of a container cannot have one target. */
export function checkMounts(name: string, service: Service): readonly Finding[] {
  const taken = new Map<string, Path>();
  const findings: Finding[] = [];
  for (const { target, path } of targetsOf(name, service)) {
    const other = taken.get(target);
    if (!other) {
      taken.set(target, path);
      continue;
    }
    findings.push({
      code: 'duplicate-mount-target',
      message: `Service "${name}" mounts "${target}" twice`,
      path,
      related: { message: 'The other mount is here', path: other },
    });
  }
  return findings;
}

interface Target {
  readonly target: string;
  readonly path: Path;
}

function targetsOf(name: string, service: Service): readonly Target[] {
  const at = (key: string, index: number): Path => ['services', name, key, index];
  return [
    ...(service.volumes ?? []).map(({ target }, i) => ({ target, path: at('volumes', i) })),
    ...(service.tmpfs ?? []).map((text, i) => ({
      target: clean(text.split(':')[0] ?? ''),
      path: at('tmpfs', i),
    })),
  ];
}

const clean = (path: string): string => posix.normalize(path).replace(/(.)\/$/, '$1');
