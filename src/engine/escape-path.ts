/** Ids and names as parts of a path: dockerode puts them in as they are. */

/** A name that would lead to another path becomes one that nothing has: escaped twice. */
export function escapeId(id: string): string {
  const name = id.replace(/^\//, '');
  const leadsAway = name.includes('/') || /^\.{1,2}$/.test(name);
  return encodeURIComponent(leadsAway ? name.replaceAll('/', '%2F').replaceAll('.', '%2E') : name);
}

/** Image references keep their slashes, colons and at signs. */
export const escapeReference = (reference: string): string =>
  encodeURIComponent(reference).replace(/%(2F|3A|40)/g, (code) => decodeURIComponent(code));
