/** Names of variables in env files. */

/** What is wrong with the name of a variable in an env file. */
export function keyProblem(
  name: string,
): { readonly message: string; readonly hint?: string } | undefined {
  if (name === '') {
    return { message: 'Expected a name before "="', hint: QUOTED_HINT };
  }
  if (/\s/.test(name)) {
    return { message: 'The name contains a blank', hint: QUOTED_HINT };
  }
  const bad = /[^\p{L}\p{N}_.[\]-]/u.exec(name);
  if (!bad) return undefined;
  return {
    message: `The name contains the character U+${codePoint(bad[0])}`,
    hint: 'Names are made of letters, digits, "_", ".", "-", "[" and "]"',
  };
}

/** Said of what stands on a line behind a quoted value. */
export const LEFT_OVER = {
  message: 'Text follows a closing quote',
  hint: 'Only a comment may follow; to put a quote into a value, write a backslash before it',
};

const QUOTED_HINT = 'A line is NAME=value; nothing but a comment may follow a closing quote';

const codePoint = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** Words at the end of a file, and a value without a name, stop no project in Docker Compose. */
export const BLANKS_ONLY = /^[\p{L}\p{N}_.[\]\s-]+$/u;
