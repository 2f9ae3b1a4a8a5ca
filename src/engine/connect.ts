/** The way from flags and environment to an engine. */
import type { Files } from '../host/host.ts';
import type { StringMap } from '../model/service.ts';
import { readDockerConfig } from './docker-config.ts';
import { openEngine } from './dockerode-engine.ts';
import { resolveEndpoint, type ConnectFlags } from './endpoint.ts';
import type { Engine } from './engine.ts';

export type { ConnectFlags } from './endpoint.ts';

export interface ConnectOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Node's name of it. */
  readonly platform: string;
  readonly files: Files;
  readonly flags?: ConnectFlags;
  /** The program's own, for the user agent. */
  readonly version?: string;
}

/**
 * Resolves where the engine is, as docker does it; connects with the first call. Throws `EngineError` when the
 * choice itself is wrong.
 */
export function connectEngine(options: ConnectOptions): Engine {
  const { env, platform, files, flags = {} } = options;
  const config = readDockerConfig(options);
  const endpoint = resolveEndpoint({ env, platform, flags, config, files });
  const pinned = env['DOCKER_API_VERSION']?.replace(/^v/, '');
  const agent = options.version === undefined ? 'flotilla' : `flotilla/${options.version}`;
  return openEngine({
    endpoint,
    headers: {
      'User-Agent': agent,
      ...ownHeaders(config.httpHeaders),
      ...ownHeaders(parseHeaders(env)),
    },
    ...(pinned !== undefined && pinned !== '' && { pinnedVersion: pinned }),
  });
}

/** The user agent stays ours, as with docker. */
function ownHeaders(headers: StringMap): StringMap {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'user-agent'),
  );
}

/** `DOCKER_CUSTOM_HEADERS`: `name=value` pairs, separated by commas; quotes keep a comma in a pair. */
function parseHeaders(env: ConnectOptions['env']): StringMap {
  const text = env['DOCKER_CUSTOM_HEADERS'] ?? '';
  const pairs = text.match(/(?:"(?:[^"]|"")*"|[^,"])+/g) ?? [];
  return Object.fromEntries(
    pairs
      .map((pair) =>
        pair
          .trim()
          .replace(/^"(.*)"$/s, '$1')
          .replaceAll('""', '"'),
      )
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1)]),
  );
}
