/** Builds through docker's buildx plugin: what the engine's own build call has no words for. */
import type { ChildResult, FileStat, Host } from '../host/host.ts';
import { isObject, readObject } from '../model/json.ts';
import { pluginFolders } from '../model/plugin-folders.ts';
import type { BakeRequest, BakeResult, BuildCheckRequest, BuildProgress } from './building.ts';

/** Undefined where the plugin is not installed. Ends with the build; the signal stops it. */
export async function bakeImage(
  host: Pick<Host, 'env' | 'home' | 'files' | 'run'>,
  { target, builder, env, signal, onProgress }: BakeRequest,
): Promise<BakeResult | undefined> {
  const plugin = findBuildx(host);
  if (plugin === undefined) return undefined;
  const text: string[] = [];
  const lines = new LineReader((line) => {
    const progress = parseBakeLine(line);
    if (progress === undefined) text.push(line);
    else progress.forEach(onProgress);
  });
  const decoder = new TextDecoder();
  const flags = ['--file', '-', '--progress', 'rawjson', ...chosen(builder)];
  const { code } = await host.run(plugin, ['bake', ...flags, 'image'], {
    input: JSON.stringify({ target: { image: target } }),
    env: { ...PLUGIN_ENV, ...env },
    signal,
    onStderr: (bytes) => lines.push(decoder.decode(bytes, { stream: true })),
  });
  lines.end();
  return { ok: code === 0, text };
}

/** Undefined where the plugin is not installed. The plugin fails where it has found something. */
export async function checkBuilds(
  host: Pick<Host, 'env' | 'home' | 'files' | 'run'>,
  { file, builder, signal }: BuildCheckRequest,
): Promise<ChildResult | undefined> {
  const plugin = findBuildx(host);
  if (plugin === undefined) return undefined;
  return host.run(
    plugin,
    ['bake', '--file', '-', '--check', '--progress', 'quiet', ...chosen(builder)],
    {
      input: JSON.stringify(file),
      env: PLUGIN_ENV,
      ...(signal === undefined ? {} : { signal }),
    },
  );
}

const chosen = (builder: string | undefined): readonly string[] =>
  builder === undefined ? [] : ['--builder', builder];

function findBuildx({
  env,
  home,
  files,
}: Pick<Host, 'env' | 'home' | 'files'>): string | undefined {
  return pluginFolders({ env, home })
    .map((folder) => `${folder}/docker-buildx`)
    .find((path) => isFile(files.stat(path)));
}

const isFile = (stat: FileStat | undefined): boolean => stat?.kind === 'file';

/** Files outside the project may be read without a question; and docker, if it started us, did not start buildx. */
const PLUGIN_ENV = {
  BUILDX_BAKE_ENTITLEMENTS_FS: '0',
  DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: '',
};

class LineReader {
  readonly #onLine: (line: string) => void;
  #open = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    const lines = (this.#open + text).split('\n');
    this.#open = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
  }

  end(): void {
    if (this.#open !== '') this.#onLine(this.#open);
  }
}

/** Undefined for lines that are text for people. */
export function parseBakeLine(line: string): readonly BuildProgress[] | undefined {
  if (!line.startsWith('{')) return undefined;
  const fields = readObject(line);
  if (fields === undefined) return undefined;
  return [...objects(fields['vertexes']).map(vertexOf), ...objects(fields['logs']).map(logOf)];
}

type Fields = Readonly<Record<string, unknown>>;

const objects = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function vertexOf(fields: Fields): BuildProgress {
  const error = text(fields['error']);
  return {
    kind: 'vertex',
    vertex: {
      digest: text(fields['digest']),
      name: text(fields['name']),
      started: text(fields['started']) !== '',
      completed: text(fields['completed']) !== '',
      cached: fields['cached'] === true,
      ...(error === '' ? {} : { error }),
    },
  };
}

const logOf = (fields: Fields): BuildProgress => ({
  kind: 'log',
  vertex: text(fields['vertex']),
  text: Buffer.from(text(fields['data']), 'base64').toString('utf8'),
});
