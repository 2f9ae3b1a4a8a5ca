/** Patterns as in .dockerignore, for paths that are relative, with `/`. */
import dockerignore from '@balena/dockerignore';

export interface PathPatterns {
  /** Whether the path, or a folder that it is in, is meant. */
  matches(path: string): boolean;
  /** A pattern takes paths out again, perhaps from below a folder that is meant. */
  readonly hasExceptions: boolean;
}

/** A pattern a line; empty lines and comments are none. */
export function compilePatterns(lines: readonly string[]): PathPatterns {
  const rules = dockerignore.default().add([...lines]);
  return {
    matches: (path) => lines.length > 0 && rules.ignores(path),
    hasExceptions: lines.some((line) => line.trimStart().startsWith('!')),
  };
}
