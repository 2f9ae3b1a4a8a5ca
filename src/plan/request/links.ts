import type { RequestInput } from './request-input.ts';

/** `Links` of the host config and of every endpoint: three names for each container linked to, as Docker Compose 1 gave. */
export function linksOf(input: RequestInput): readonly string[] {
  return [...serviceLinks(input), ...externalLinks(input)];
}

function serviceLinks(input: RequestInput): readonly string[] {
  const { service, project, number, containerNames } = input;
  return (service.links ?? []).flatMap((link) => {
    const [target, alias] = splitLink(link);
    // the number is that of the container being created, not of the one linked to
    const aliases = [alias, `${target}-${number}`, `${project.name}-${target}-${number}`];
    return (containerNames[target] ?? []).flatMap((name) => aliases.map((as) => `${name}:${as}`));
  });
}

const externalLinks = (input: RequestInput): readonly string[] =>
  (input.service.external_links ?? []).map((link) => splitLink(link).join(':'));

function splitLink(link: string): readonly [string, string] {
  const at = link.indexOf(':');
  return at < 0 ? [link, link] : [link.slice(0, at), link.slice(at + 1)];
}
