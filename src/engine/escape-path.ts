/** Ids and names as parts of a path: dockerode puts them in as they are. */
export const escapeId = (id: string): string => encodeURIComponent(id);

/** Image references keep their slashes, colons and at signs. */
export const escapeReference = (reference: string): string =>
  encodeURIComponent(reference).replace(/%(2F|3A|40)/g, (code) => decodeURIComponent(code));
