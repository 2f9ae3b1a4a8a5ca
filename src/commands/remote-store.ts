/** Copies of remote repositories in the cache, and the user's yes to each with the commit that it was given for. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { FileError } from '../host/host.ts';
import type { Files, Host } from '../host/host.ts';
import type { RemoteCopies, RemoteCopy } from '../load/load-request.ts';
import { UserError } from './context.ts';

interface Pin {
  readonly origin: string;
  readonly ref: string;
  /** Lower-case hex. */
  readonly commit: string;
}

/** Reads what is remembered when it is first asked for. Opens no connection and runs nothing. */
export class RemoteStore implements RemoteCopies {
  readonly refusal: string | undefined;
  readonly #host: Host;
  readonly #folder: string;
  readonly #memory: string;
  #pins: readonly Pin[] | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.#folder = posix.join(homeOf(host, 'XDG_CACHE_HOME', '.cache'), 'flotilla/remote');
    this.#memory = posix.join(homeOf(host, 'XDG_CONFIG_HOME', '.config'), 'flotilla/remote.json');
    this.refusal = refusalIn(host.env[SWITCH]);
  }

  find(origin: string, ref: string): string | undefined {
    const commit = this.pinOf(origin, ref);
    return commit === undefined ? undefined : this.copyOf(origin, commit);
  }

  holding(path: string): RemoteCopy | undefined {
    if (!path.startsWith(`${this.#folder}/`)) return undefined;
    return this.#known()
      .map(({ origin, ref, commit }) => ({ origin, ref, folder: this.folderOf(origin, commit) }))
      .find(({ folder }) => path.startsWith(`${folder}/`));
  }

  /** The commit that the user agreed to. */
  pinOf(origin: string, ref: string): string | undefined {
    return this.#known().find((pin) => pin.origin === origin && pin.ref === ref)?.commit;
  }

  /** The copy of a commit; undefined when there is none. */
  copyOf(origin: string, commit: string): string | undefined {
    const folder = this.folderOf(origin, commit);
    return this.#host.files.stat(folder)?.kind === 'directory' ? folder : undefined;
  }

  /** Where the copy of a commit belongs. */
  folderOf(origin: string, commit: string): string {
    const name = createHash('sha256').update(origin).digest('hex').slice(0, NAME_DIGITS);
    return posix.join(this.#folder, name, commit);
  }

  /** Remembers a yes. What another run has remembered meanwhile stays. */
  pin(fresh: Pin): void {
    const others = readPins(this.#host.files, this.#memory).filter(
      (pin) => pin.origin !== fresh.origin || pin.ref !== fresh.ref,
    );
    this.#pins = [...others, fresh];
    const { fileTree } = this.#host;
    if (fileTree === undefined) throw new UserError('nothing can be remembered here');
    fileTree.makeFolder(posix.dirname(this.#memory), OWN_FOLDER);
    const text = `${JSON.stringify({ version: VERSION, remotes: this.#pins }, undefined, 2)}\n`;
    fileTree.replaceFile(this.#memory, text, OWN_FILE);
  }

  #known(): readonly Pin[] {
    return (this.#pins ??= readPins(this.#host.files, this.#memory));
  }
}

/** For the user alone: repositories may be private. */
export const OWN_FOLDER = 0o700;
const OWN_FILE = 0o600;
const SWITCH = 'COMPOSE_EXPERIMENTAL_GIT_REMOTE';
const VERSION = 1;
const NAME_DIGITS = 32;

/** Names one commit for ever. */
export const isCommit = (ref: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);

function homeOf({ env, home }: Host, variable: string, usual: string): string {
  const given = env[variable] ?? '';
  return posix.isAbsolute(given) ? given : posix.join(home, usual);
}

const ON = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const OFF = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function refusalIn(text: string | undefined): string | undefined {
  if (text === undefined || text === '' || ON.has(text)) return undefined;
  return OFF.has(text)
    ? `${SWITCH} turns such files off`
    : `${SWITCH} must be true or false (found: ${JSON.stringify(text)})`;
}

/** None where the file cannot be read or understood: the user is asked again. */
function readPins(files: Files, path: string): readonly Pin[] {
  try {
    const known: unknown = JSON.parse(new TextDecoder().decode(files.read(path)));
    const remotes = isRecord(known) && known['version'] === VERSION ? known['remotes'] : [];
    return Array.isArray(remotes) ? remotes.filter(isPin) : [];
  } catch (error) {
    if (error instanceof FileError || error instanceof SyntaxError) return [];
    throw error;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isPin = (value: unknown): value is Pin =>
  isRecord(value) &&
  typeof value['origin'] === 'string' &&
  typeof value['ref'] === 'string' &&
  typeof value['commit'] === 'string' &&
  isCommit(value['commit']);
