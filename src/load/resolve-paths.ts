import { editModelPaths } from './model-paths.ts';
import { absolute, expandHome, isAbsolutePath } from './paths.ts';
import type { Node } from './tree.ts';

/** Every path of the model made absolute against the project directory; `~` is the home directory. */
export function resolvePaths(model: Node, workingDir: string, home: string): Node {
  return editModelPaths(model, (path, kind) => {
    const expanded = expandHome(path, home);
    if (kind === 'file' && isAbsolutePath(expanded)) return expanded;
    return absolute(expanded, workingDir);
  });
}
