/** Loads compose files for a command. What remote ones take is loaded where there are some. */
import { loadProject } from '../load/load-project.ts';
import type { LoadResult } from '../load/load-project.ts';
import type { LoadRequest } from '../load/load-request.ts';
import type { Loading } from './loading.ts';

/** As `loadProject`, with remote files. Throws `UserError` when something cannot be fetched. */
export async function loadFiles(request: LoadRequest, loading: Loading): Promise<LoadResult> {
  const local = loadProject(request);
  if (local.missing.length === 0) return local;
  const { loadRemotes } = await import('./load-remotes.ts');
  return loadRemotes(request, loading);
}
