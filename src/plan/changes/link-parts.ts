import { fieldsOf, textsOf } from './fields.ts';
import type { Part, Reader, Side } from './part.ts';

/** `links`, from the names that every link gives: of these the file has at most one. */
export const LINKS: Reader = {
  kind: 'set',
  mayHide: true,
  read: (side) => read(side, 'links'),
};
export const EXTERNAL_LINKS: Reader = {
  kind: 'set',
  mayHide: true,
  read: (side) => read(side, 'external_links'),
};

function read(side: Side, attribute: 'links' | 'external_links'): readonly Part[] {
  if (side.isNew)
    return (side.wanted[attribute] ?? []).map((link, index) => ({
      text: short(link),
      path: [index],
    }));
  const texts = joined(side).flatMap(({ container, alias }) => {
    const service = side.names.service(container);
    if (attribute === 'external_links')
      return service === undefined ? [short(`${container}:${alias}`)] : [];
    const isGiven = service !== undefined && !isDerived(alias, service);
    return isGiven ? [short(`${service}:${alias}`)] : [];
  });
  return [...new Set(texts)].map((text) => ({ text }));
}

interface Link {
  readonly container: string;
  readonly alias: string;
}

/** On networks of the project endpoints have them, on the engine's own the container. */
function joined({ endpoints, host }: Side): readonly Link[] {
  const all = [
    ...Object.values(endpoints).flatMap((endpoint) => textsOf(fieldsOf(endpoint)['Links'])),
    ...textsOf(host['Links']),
  ];
  return all.map((text) => {
    const [container = '', alias = ''] = text.split(':');
    return {
      container: container.replace(/^\//, ''),
      alias: alias.slice(alias.lastIndexOf('/') + 1),
    };
  });
}

/** `db-1`, `shop-db-1` */
function isDerived(alias: string, service: string): boolean {
  const stem = alias.replace(/-\d+$/, '');
  return stem !== alias && (stem === service || stem.endsWith(`-${service}`));
}

/** A link whose name is that of its target says it once. */
function short(link: string): string {
  const [target = '', alias = target] = link.split(':');
  return alias === target ? target : `${target}:${alias}`;
}
