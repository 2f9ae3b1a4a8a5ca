/** What the engine says of a container, without what is different for every container. */
import { isObject } from '../../src/model/json.ts';

interface Subject {
  readonly project: string;
  readonly service: string;
  /** The project's folder. */
  readonly dir: string;
}

const OWN = new Set([
  'Id',
  'Created',
  'State',
  'GraphDriver',
  'ResolvConfPath',
  'HostnamePath',
  'HostsPath',
  'LogPath',
]);
const OWN_LABEL = /^dev\.flotilla\.|\.config-hash$/;

/** An inspect answer with words in place of the ids and names that are the container's own. */
export function plainInspect(raw: Readonly<Record<string, unknown>>, subject: Subject): unknown {
  const { project, service, dir } = subject;
  const id = String(raw['Id']);
  const text = JSON.stringify(raw)
    .replaceAll(id, 'ID')
    .replaceAll(id.slice(0, 12), 'ID')
    .replaceAll(`${project}-${service}-1`, 'NAME')
    .replaceAll(`"${service}"`, '"SERVICE"')
    .replaceAll(dir, 'DIR')
    .replaceAll(project, 'PROJECT')
    .replaceAll(/"[^"]+(?=\/volumes\/PROJECT_)/g, '"ROOT')
    .replaceAll(/[0-9a-f]{64}/g, 'HEX');
  return JSON.parse(text, (key, value: unknown) =>
    OWN.has(key) || OWN_LABEL.test(key) ? undefined : value,
  );
}

/** The values that `b` has where it differs from `a`, by path; undefined where `b` has none. Lists count as one value. */
export function difference(a: unknown, b: unknown, path = ''): Readonly<Record<string, unknown>> {
  if (!isObject(a) || !isObject(b))
    return JSON.stringify(a) === JSON.stringify(b) ? {} : { [path]: b };
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const parts = keys.map((key) => difference(a[key], b[key], path === '' ? key : `${path}.${key}`));
  return Object.assign({}, ...parts) as Readonly<Record<string, unknown>>;
}
