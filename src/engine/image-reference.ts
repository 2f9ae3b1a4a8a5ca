/** Image references as the engine shows them: short names, a tag or a digest. */

export interface SplitReference {
  /** As the engine lists it: without docker.io and library. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** `docker.io/library/busybox` → `busybox`; nothing is checked. */
export function splitReference(reference: string): SplitReference {
  const [beforeDigest = '', digest] = reference.split('@', 2);
  const [, name = beforeDigest, tag] = /^(.*?)(?::([^:/]*))?$/.exec(beforeDigest) ?? [];
  return {
    name: shortName(name),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

function shortName(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\/(?=.)/, '').replace(/^library\/(?=[^/]+$)/, '');
}

/** The one entry among an image's tags or digests that a reference means; a digest beats a tag. */
export function listedReference(reference: string): string {
  const { name, tag = 'latest', digest } = splitReference(reference);
  return digest === undefined ? `${name}:${tag}` : `${name}@${digest}`;
}

/** Whole or shortened ids, which the engine's reference filter does not know. */
export const looksLikeId = (reference: string): boolean =>
  /^(?:sha256:)?[0-9a-f]{12,64}$/.test(reference);

export const HUB_KEY = 'https://index.docker.io/v1/';

/** Where logins for a reference are kept: host with port, or the Hub's own key. */
export function registryKey(reference: string): string {
  const [first = '', ...others] = reference.split('/');
  const isHost = others.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return !isHost || /^(?:index\.)?docker\.io$/.test(first) ? HUB_KEY : first;
}

/** The whole name with a digest, as Docker Compose pins it: the tag stays unless the reference had a digest already. */
export function imageWithDigest(reference: string, digest: string): string {
  const { name, tag = 'latest', digest: own } = splitReference(reference);
  const first = name.split('/', 1)[0] ?? '';
  const hasHost = name.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  const whole = hasHost ? name : `docker.io/${name.includes('/') ? name : `library/${name}`}`;
  return own === undefined ? `${whole}:${tag}@${digest}` : `${whole}@${own}`;
}
