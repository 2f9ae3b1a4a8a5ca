import type { Engine } from '../../../src/engine/engine.ts';
import type { Workspace } from '../../support/flotilla.ts';

type Ids = Readonly<Record<string, string>>;

/** One change to a running project. `PROJECT` in texts stands for the project's name. */
export interface Row {
  readonly name: string;
  /** The folder before, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly upFlags?: readonly string[];
  /** Before the first `up`. */
  readonly prepare?: (shop: Workspace, engine: Engine) => Promise<unknown>;
  /** The files that change. */
  readonly edit?: Readonly<Record<string, string>>;
  /** Something done behind the project's back, with the ids by short name. */
  readonly meddle?: (shop: Workspace, engine: Engine, ids: Ids) => Promise<unknown>;
  /** For plan and up. */
  readonly flags?: readonly string[];
  /** `id: reason` of each step, in any order. */
  readonly steps: readonly string[];
  /** Codes of the plan's diagnostics. */
  readonly tells?: readonly string[];
  /** By the short names from before; a container that keeps its id is untouched, whatever its name is now. */
  readonly untouched?: readonly string[];
  readonly replaced?: readonly string[];
  readonly gone?: readonly string[];
  readonly made?: readonly string[];
  /** Steps that a further plan, without flags, still has. */
  readonly again?: readonly string[];
  /** Waited for before that. */
  readonly settle?: (shop: Workspace) => Promise<unknown>;
  readonly cleanUp?: (shop: Workspace, engine: Engine) => Promise<unknown>;
}

/** Without a network unless it asks for one: making and connecting it takes a quarter of a test's time. */
export function sleeper(more = ''): string {
  const options = ['image: busybox', 'command: sleep 600', 'init: true', 'stop_grace_period: 0s'];
  const network = more.includes('networks:') ? [] : ['network_mode: none'];
  return `{${[...options, ...network, ...(more === '' ? [] : [more])].join(', ')}}`;
}

/** A compose file from flow mappings by service. */
export const stack = (services: Readonly<Record<string, string>>, rest = ''): string =>
  `services:\n${Object.entries(services)
    .map(([key, text]) => `  ${key}: ${text}\n`)
    .join('')}${rest}`;

/** The steps of a replacement. */
export const recreate = (replica: string, reason: string): readonly string[] =>
  ['create', 'old/stop', 'old/rename', 'rename', 'start', 'old/remove'].map(
    (step) => `container/${replica}/${step}: ${reason}`,
  );

/** The same as a folder with that one file. */
export const compose = (
  services: Readonly<Record<string, string>>,
  rest = '',
): { 'compose.yaml': string } => ({
  'compose.yaml': stack(services, rest),
});

/** Two services that have nothing to do with each other. */
export const TWO = compose({ db: sleeper(), web: sleeper() });
export const CHAIN = compose({ db: sleeper(), web: sleeper('depends_on: [db]') });
