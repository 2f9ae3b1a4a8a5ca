/** Logins of registries, where docker keeps them: the environment, helper programs, config.json. */
import type { Files, Host } from '../host/host.ts';
import { EngineError, isEngineError } from '../model/engine-error.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { parseJsonObject, readDockerConfig, type DockerConfig } from './docker-config.ts';
import type { RegistryLogin } from './engine.ts';
import { HUB_KEY, registryKey } from './image-reference.ts';

export interface LoginSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly files: Files;
  readonly run: Host['run'];
}

/** Every registry is looked up once; nothing is read before the first question. */
export interface RegistryLogins {
  /** Undefined where no login is kept. Throws `EngineError` when a helper program fails. */
  forImage(reference: string, signal?: AbortSignal): Promise<RegistryLogin | undefined>;
  /** All that are known by name and can be had, by registry: a build may need any of them. */
  all(signal?: AbortSignal): Promise<Readonly<Record<string, RegistryLogin>>>;
  /** Those, and what the program that keeps logins has beside them. */
  kept(signal?: AbortSignal): Promise<Readonly<Record<string, RegistryLogin>>>;
}

const HELPER_LIMIT_MS = 10_000;
/** The user name that marks a helper's secret as an identity token. */
const TOKEN_USER = '<token>';

const perSources = new WeakMap<LoginSources, RegistryLogins>();

/** As `forImage`, with what the same sources were asked before. */
export function registryLogin(
  sources: LoginSources,
  reference: string,
  signal?: AbortSignal,
): Promise<RegistryLogin | undefined> {
  const logins = perSources.get(sources) ?? registryLogins(sources);
  perSources.set(sources, logins);
  return logins.forImage(reference, signal);
}

export function registryLogins(sources: LoginSources): RegistryLogins {
  const found = new Map<string, Promise<RegistryLogin | undefined>>();
  let store: LoginStore | undefined;
  const find = (key: string, signal?: AbortSignal): Promise<RegistryLogin | undefined> => {
    store ??= openStore(sources);
    const login = found.get(key) ?? findLogin(store, key, signal);
    found.set(key, login);
    return login;
  };
  // most builds need none of them: the registry of one that cannot be had will say so
  const tryToFind: typeof find = async (key, signal) => {
    try {
      return await find(key, signal);
    } catch (error) {
      if (isEngineError(error, 'denied')) return undefined;
      throw error;
    }
  };
  const findAll = async (
    keys: readonly string[],
    look: (key: string) => Promise<RegistryLogin | undefined>,
  ): Promise<Readonly<Record<string, RegistryLogin>>> => {
    const logins = await Promise.all(keys.map(async (key) => [key, await look(key)] as const));
    return Object.fromEntries(
      logins.filter((pair): pair is readonly [string, RegistryLogin] => pair[1] !== undefined),
    );
  };
  return {
    forImage: (reference, signal) => find(registryKey(reference), signal),
    all: (signal) => {
      store ??= openStore(sources);
      return findAll(knownKeys(store), (key) => tryToFind(key, signal));
    },
    kept: async (signal) => {
      store ??= openStore(sources);
      const listed = await listKept(store, signal);
      const keys = new Set([...knownKeys(store), ...listed]);
      return findAll([...keys], (key) => find(key, signal));
    },
  };
}

/** By docker's protocol: a mapping of registries to users on standard output. */
async function listKept(
  { config: { credsStore: helper = '' }, run }: LoginStore,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (helper === '') return [];
  const call = { helper, key: 'all registries', signal };
  const stdout = await runHelper(run, { ...call, verb: 'list', input: '' });
  return Object.keys(parseJsonObject(stdout, `the answer of docker-credential-${helper}`)).map(
    keyOf,
  );
}

interface LoginStore {
  /** `DOCKER_AUTH_CONFIG`: goes first. */
  readonly overlay: JsonObject;
  readonly config: DockerConfig;
  readonly run: Host['run'];
}

function openStore(sources: LoginSources): LoginStore {
  const text = sources.env['DOCKER_AUTH_CONFIG'] ?? '';
  const data = text.trim() === '' ? {} : parseJsonObject(text, 'DOCKER_AUTH_CONFIG');
  const overlay = isObject(data['auths']) ? data['auths'] : {};
  return { overlay, config: readDockerConfig(sources), run: sources.run };
}

function knownKeys({ overlay, config }: LoginStore): readonly string[] {
  const names = [overlay, config.auths, config.credHelpers].flatMap((each) => Object.keys(each));
  return [...new Set(names.map(keyOf))];
}

async function findLogin(
  store: LoginStore,
  key: string,
  signal: AbortSignal | undefined,
): Promise<RegistryLogin | undefined> {
  const { overlay, config } = store;
  const given = loginFrom(lookUp(overlay, key), key);
  if (given !== undefined) return given;
  const helper = lookUp(config.credHelpers, key) ?? config.credsStore;
  if (typeof helper === 'string' && helper !== '')
    return askHelper(store.run, { helper, key, signal });
  return loginFrom(lookUp(config.auths, key), key);
}

/** Entries are written with or without a scheme and a path. */
function lookUp<T>(entries: Readonly<Record<string, T>>, key: string): T | undefined {
  return entries[key] ?? Object.entries(entries).find(([name]) => keyOf(name) === key)?.[1];
}

function keyOf(name: string): string {
  const host = name.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return /^(?:(?:index|registry-1)\.)?docker\.io$/.test(host) ? HUB_KEY : host;
}

function loginFrom(entry: unknown, key: string): RegistryLogin | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const text = (name: string): string => {
    const value: unknown = Reflect.get(entry, name);
    return typeof value === 'string' ? value : '';
  };
  const identitytoken = text('identitytoken');
  if (identitytoken !== '') return { identitytoken, serveraddress: key };
  const pair = Buffer.from(text('auth'), 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = pair.indexOf(':');
  const username = colon < 0 ? text('username') : pair.slice(0, colon);
  const password = colon < 0 ? text('password') : pair.slice(colon + 1);
  return username === '' ? undefined : { username, password, serveraddress: key };
}

interface HelperCall {
  readonly helper: string;
  readonly key: string;
  readonly signal: AbortSignal | undefined;
}

/** docker's protocol: the registry on standard input, the login as JSON on standard output. */
async function askHelper(run: Host['run'], call: HelperCall): Promise<RegistryLogin | undefined> {
  const { helper, key } = call;
  const stdout = await runHelper(run, { ...call, verb: 'get', input: key });
  if (/credentials not found/.test(stdout)) return undefined;
  const answer = parseJsonObject(stdout, `the answer of docker-credential-${helper}`);
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== 'string' || typeof secret !== 'string') {
    throw helperError(call, 'its answer has no user name and secret');
  }
  if (username === '' && secret === '') return undefined;
  return username === TOKEN_USER
    ? { identitytoken: secret, serveraddress: key }
    : { username, password: secret, serveraddress: key };
}

interface HelperRun extends HelperCall {
  readonly verb: 'get' | 'list';
  readonly input: string;
}

async function runHelper(run: Host['run'], call: HelperRun): Promise<string> {
  const { helper, verb, input, signal } = call;
  // The name becomes part of a program's: nothing that could lead elsewhere.
  if (!/^[\w.-]+$/.test(helper))
    throw helperError(call, 'its name has characters that are not allowed');
  const limits = { input, timeoutMs: HELPER_LIMIT_MS, ...(signal && { signal }) };
  const { code, stdout, stderr } = await run(`docker-credential-${helper}`, [verb], limits);
  if (code !== 0 && !/credentials not found/.test(stdout))
    throw helperError(call, stdout.trim() || stderr.trim() || `it ended with code ${code}`);
  return stdout;
}

function helperError({ helper, key }: HelperCall, reason: string): EngineError {
  return new EngineError({
    kind: 'denied',
    request: 'credentials',
    text: `cannot get the login for ${key} from docker-credential-${helper}: ${reason}`,
  });
}
