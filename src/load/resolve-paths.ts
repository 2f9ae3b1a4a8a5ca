import { posix } from 'node:path';
import { editModelPaths } from './model-paths.ts';
import { absolute, expandHome, isAbsolutePath } from './paths.ts';
import type { Sources } from './read-text.ts';
import type { Node } from './tree.ts';

export interface PathContext {
  readonly home: string;
  readonly sources: Pick<Sources, 'realPath'>;
}

/** Every path of the model made absolute against the project directory; `~` is the home directory. */
export function resolvePaths(model: Node, workingDir: string, context: PathContext): Node {
  return editModelPaths(model, (path, kind) => {
    const expanded = expandHome(path, context.home);
    if (posix.isAbsolute(expanded) && kind !== 'watched') return expanded;
    if (kind === 'mounted' && isAbsolutePath(expanded)) return expanded;
    const full = absolute(expanded, workingDir);
    return kind === 'watched' ? followLinks(full, context) : full;
  });
}

// Changes are told with the real path, so that is what must be watched.
function followLinks(path: string, { sources }: PathContext): string {
  if (!sources.realPath) return path;
  for (let existing = path, rest = ''; ; existing = posix.dirname(existing)) {
    try {
      return posix.join(sources.realPath(existing), rest);
    } catch {
      rest = posix.join(posix.basename(existing), rest);
    }
    if (posix.dirname(existing) === existing) return path;
  }
}
