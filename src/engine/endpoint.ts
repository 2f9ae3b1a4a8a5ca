/** Where the engine is: flags, environment, docker's config.json and its context store, in docker's order. */
import { createHash } from 'node:crypto';
import type { Files } from '../host/host.ts';
import { EngineError } from '../model/engine-error.ts';
import { isObject } from '../model/json.ts';
import { readJsonFile, type DockerConfig } from './docker-config.ts';
import { parseHost, type TcpTarget, type Target } from './parse-host.ts';

export interface ConnectFlags {
  readonly host?: string | undefined;
  readonly context?: string | undefined;
  readonly tls?: boolean | undefined;
  readonly tlsverify?: boolean | undefined;
  readonly tlscacert?: string | undefined;
  readonly tlscert?: string | undefined;
  readonly tlskey?: string | undefined;
}

export interface TlsMaterial {
  readonly ca?: Uint8Array;
  readonly cert?: Uint8Array;
  readonly key?: Uint8Array;
  /** False accepts any certificate of the engine's. */
  readonly verify: boolean;
}

export interface Endpoint {
  /** As shown to people. */
  readonly address: string;
  readonly target: Target;
  readonly tls?: TlsMaterial;
}

export interface EndpointSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly flags: ConnectFlags;
  readonly config: DockerConfig;
  readonly files: Files;
}

/** Throws `EngineError` when the choice cannot be resolved; opens no connection. */
export function resolveEndpoint(sources: EndpointSources): Endpoint {
  const { flags } = sources;
  if (isSet(flags.host) && isSet(flags.context)) {
    throw unresolved('conflicting options: cannot specify both --host and --context');
  }
  const context = chooseContext(sources);
  return context === 'default' ? defaultEndpoint(sources) : contextEndpoint(context, sources);
}

const isSet = (text: string | undefined): text is string => text !== undefined && text !== '';

/** The context in force; `default` stands for host and TLS variables. */
export function chooseContext({ flags, env, config }: EndpointSources): string {
  if (isSet(flags.context)) return flags.context;
  if (isSet(flags.host) || isSet(env['DOCKER_HOST'])) return 'default';
  if (isSet(env['DOCKER_CONTEXT'])) return env['DOCKER_CONTEXT'];
  return isSet(config.currentContext) ? config.currentContext : 'default';
}

function defaultEndpoint(sources: EndpointSources): Endpoint {
  const { flags, env, platform } = sources;
  const tls = flagTls(sources);
  const fallback =
    tls !== undefined
      ? 'tcp://localhost:2376'
      : platform === 'win32'
        ? 'npipe:////./pipe/docker_engine'
        : 'unix:///var/run/docker.sock';
  const address = [flags.host, env['DOCKER_HOST']].find(isSet) ?? fallback;
  return endpointOf(address, tls);
}

/** TLS is on when any flag for it was given or `DOCKER_TLS_VERIFY` is not empty, whatever it says. */
function flagTls({ flags, env, config, files }: EndpointSources): TlsMaterial | undefined {
  const verifyAsked = flags.tlsverify !== undefined || isSet(env['DOCKER_TLS_VERIFY']);
  const given = [flags.tlscacert, flags.tlscert, flags.tlskey].some(isSet);
  if (!verifyAsked && flags.tls !== true && !given) return undefined;
  const directory = isSet(env['DOCKER_CERT_PATH']) ? env['DOCKER_CERT_PATH'] : config.directory;
  const verify = flags.tlsverify ?? verifyAsked;
  const optional = (name: string): Uint8Array | undefined => tryRead(files, `${directory}/${name}`);
  return compact({
    // Without the CA nothing can be verified; keys are needed only where the engine asks for them.
    ca:
      verify || isSet(flags.tlscacert)
        ? mustRead(files, flags.tlscacert ?? `${directory}/ca.pem`)
        : undefined,
    cert: isSet(flags.tlscert) ? mustRead(files, flags.tlscert) : optional('cert.pem'),
    key: isSet(flags.tlskey) ? mustRead(files, flags.tlskey) : optional('key.pem'),
    verify,
  });
}

function contextEndpoint(name: string, { config, files }: EndpointSources): Endpoint {
  const digest = createHash('sha256').update(name).digest('hex');
  const path = `${config.directory}/contexts/meta/${digest}/meta.json`;
  const meta = readJsonFile(files, path);
  if (meta === undefined) throw unresolved(`context "${name}": context not found: no file ${path}`);
  const endpoints = isObject(meta['Endpoints']) ? meta['Endpoints'] : {};
  const docker = isObject(endpoints['docker']) ? endpoints['docker'] : {};
  const host = docker['Host'];
  if (typeof host !== 'string' || host === '') {
    throw unresolved(`context "${name}" names no docker endpoint: ${path}`);
  }
  const tls = `${config.directory}/contexts/tls/${digest}/docker`;
  return endpointOf(host, storedTls(tls, docker['SkipTLSVerify'] === true, files));
}

function storedTls(directory: string, skipVerify: boolean, files: Files): TlsMaterial | undefined {
  const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) =>
    tryRead(files, `${directory}/${name}.pem`),
  );
  const found = [ca, cert, key].some((part) => part !== undefined);
  return found || skipVerify ? compact({ ca, cert, key, verify: !skipVerify }) : undefined;
}

function endpointOf(address: string, tls: TlsMaterial | undefined): Endpoint {
  const target = parseHost(address, tls !== undefined);
  if (target === undefined) throw unresolved(`invalid bind address format: ${address}`);
  const secure = tls ?? (isSecure(target) ? { verify: true } : undefined);
  return secure === undefined || target.kind !== 'tcp'
    ? { address, target }
    : { address, target, tls: secure };
}

const isSecure = (target: Target): target is TcpTarget => target.kind === 'tcp' && target.secure;

function compact(parts: {
  readonly ca: Uint8Array | undefined;
  readonly cert: Uint8Array | undefined;
  readonly key: Uint8Array | undefined;
  readonly verify: boolean;
}): TlsMaterial {
  return {
    ...(parts.ca === undefined ? {} : { ca: parts.ca }),
    ...(parts.cert === undefined ? {} : { cert: parts.cert }),
    ...(parts.key === undefined ? {} : { key: parts.key }),
    verify: parts.verify,
  };
}

function tryRead(files: Files, path: string): Uint8Array | undefined {
  return readTls(() => (files.stat(path) === undefined ? undefined : files.read(path)));
}

const mustRead = (files: Files, path: string): Uint8Array => readTls(() => files.read(path));

function readTls<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unresolved(`cannot read TLS file: ${messageOf(cause)}`, cause);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const unresolved = (text: string, cause?: unknown): EngineError =>
  new EngineError({ kind: 'unreachable', request: 'connect', text, cause });
