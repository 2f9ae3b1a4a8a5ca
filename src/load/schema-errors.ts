import type { SchemaError } from './compose-validator.gen.js';

/**
 * Of the errors of all branches of an alternative, keeps those of the branch that the author meant. The
 * alternatives of our schema differ in type, so that is the branch whose type is right; when none is, one
 * error names all the types that would be.
 */
export function relevantErrors(errors: readonly SchemaError[]): readonly SchemaError[] {
  const kept: SchemaError[] = [];
  for (const error of errors) {
    // A rule about a key's text is told twice; the other telling names the key.
    if (error.propertyName !== undefined) continue;
    if (error.keyword === 'anyOf') kept.push(...chooseBranch(takeBranches(kept, error), error));
    else kept.push(error);
  }
  return kept;
}

/** Removes the errors that lead up to an alternative's own; branches report right before it. */
function takeBranches(kept: SchemaError[], alternative: SchemaError): readonly SchemaError[] {
  const { instancePath } = alternative;
  let first = kept.length;
  while (first > 0 && isAtOrBelow(kept[first - 1]?.instancePath ?? '', instancePath)) first -= 1;
  return kept.splice(first);
}

const isAtOrBelow = (path: string, top: string): boolean =>
  path === top || path.startsWith(`${top}/`);

function chooseBranch(
  branches: readonly SchemaError[],
  alternative: SchemaError,
): readonly SchemaError[] {
  const { instancePath } = alternative;
  const isMismatch = (error: SchemaError) =>
    error.keyword === 'type' && error.instancePath === instancePath;
  // Other rules beside a wrong type say nothing: only text can be one of several texts.
  const mismatches = branches.filter(isMismatch);
  const wrong = new Set(mismatches.map(holderOf));
  const meant = branches.filter((error) => !wrong.has(holderOf(error)));
  if (meant.length > 0) return meant;
  const type = [...new Set(mismatches.flatMap(typesOf))];
  return [{ ...alternative, keyword: 'type', params: { type } }];
}

/** The part of the schema that has the broken rule. */
const holderOf = ({ schemaPath }: SchemaError): string =>
  schemaPath.slice(0, schemaPath.lastIndexOf('/'));

/** The types that a `type` error would have accepted. */
export function typesOf({ params }: SchemaError): readonly string[] {
  const type = params['type'];
  return Array.isArray(type) ? type.map(String) : [String(type)];
}
