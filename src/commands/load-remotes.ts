/** Loads compose files of which some are remote: from copies, and by fetching when the user says yes. */
import { loadProject } from '../load/load-project.ts';
import type { LoadResult } from '../load/load-project.ts';
import type { LoadRequest, RemoteCopies } from '../load/load-request.ts';
import { writeRemote } from '../load/remote-reference.ts';
import type { MissingRemote } from '../load/session.ts';
import { isError } from '../model/diagnostic.ts';
import { show } from '../render/show.ts';
import { confirm } from './confirm.ts';
import type { Loading } from './loading.ts';
import { RemoteStore } from './remote-store.ts';
import { readSettings } from './settings.ts';

/** As `loadProject`. Throws `UserError` when something cannot be fetched; what nobody agreed to stays missing. */
export async function loadRemotes(request: LoadRequest, loading: Loading): Promise<LoadResult> {
  const store = new RemoteStore(loading.host);
  const isAllowed = loading.globals.allowRemote === true;
  const fresh = new Set<string>();
  const remotes = isAllowed ? onlyFresh(store, fresh) : store;
  for (;;) {
    const result = loadProject({ ...request, remotes });
    const missing = distinct(result.missing);
    if (missing.length === 0 || hasOtherErrors(result)) return result;
    if (!isAllowed && !(await agrees(missing, store, loading))) return result;
    for (const remote of missing) {
      await bring(remote, store, loading);
      fresh.add(keyOf(remote));
    }
  }
}

/** What is remembered was right when it was fetched; here a newer commit is wanted. */
const onlyFresh = (store: RemoteStore, fresh: ReadonlySet<string>): RemoteCopies => ({
  refusal: store.refusal,
  holding: (path) => store.holding(path),
  find: (origin, ref) =>
    fresh.has(keyOf({ reference: { origin, ref } })) ? store.find(origin, ref) : undefined,
});

type Named = { readonly reference: Pick<MissingRemote['reference'], 'origin' | 'ref'> };

const keyOf = ({ reference: { origin, ref } }: Named): string => `${origin}#${ref}`;

/** By what would be fetched; the first place that names it stays. */
function distinct(missing: readonly MissingRemote[]): readonly MissingRemote[] {
  const first = new Map<string, MissingRemote>();
  for (const remote of missing) {
    if (!first.has(keyOf(remote))) first.set(keyOf(remote), remote);
  }
  return [...first.values()];
}

/** Then fetching would not help. */
const hasOtherErrors = ({ diagnostics, missing }: LoadResult): boolean =>
  diagnostics.filter(isError).length > missing.length ||
  diagnostics.some((diagnostic) => isError(diagnostic) && diagnostic.code !== 'remote-file');

async function agrees(
  missing: readonly MissingRemote[],
  store: RemoteStore,
  loading: Loading,
): Promise<boolean> {
  const { asks, host, globals, signal } = loading;
  if (!asks) return false;
  const unknown = missing.filter(({ reference: { origin, ref } }) => !store.pinOf(origin, ref));
  if (unknown.length === 0) return true;
  const isSeen = host.stdin.isTerminal && host.stderr.isTerminal;
  if (!isSeen || readSettings(globals, host.env).progress === 'json') return false;
  const sentences = unknown.map(sentenceOf);
  const last = sentences.pop() ?? '';
  for (const sentence of sentences) await host.stderr.write(`${show(sentence)}\n`);
  const question = `${last}. Fetch ${sentences.length > 0 ? 'them' : 'it'}?`;
  return Promise.race([confirm(host, question, host.stderr), whenAborted(signal)]);
}

const whenAborted = (signal: AbortSignal): Promise<false> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });

function sentenceOf({ reference, at }: MissingRemote): string {
  const shown = writeRemote(reference);
  return at
    ? `${at.file}:${at.line} names ${shown}, which is not on this machine`
    : `${shown} is not on this machine`;
}

async function bring(remote: MissingRemote, store: RemoteStore, loading: Loading): Promise<void> {
  const { host, globals, signal } = loading;
  const { origin, ref } = remote.reference;
  const known = store.pinOf(origin, ref);
  const wanted = globals.allowRemote === true ? ref : (known ?? ref);
  const { fetchRemote } = await import('./fetch-remote.ts');
  const commit = await fetchRemote(remote, wanted, { host, store, signal });
  if (commit === known) return;
  store.pin({ origin, ref, commit });
  const shown = writeRemote({ origin, ref, folder: '' });
  const line =
    known === undefined
      ? `Fetched ${shown} at ${commit}`
      : `${shown} moved from ${known} to ${commit}`;
  await host.stderr.write(`${show(line)}\n`);
}
