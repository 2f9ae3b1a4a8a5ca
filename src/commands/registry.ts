/** All commands by name. Each is loaded when it is called, so that `version` loads nothing else. */
import type { Command } from '../cli/command.ts';
import type { Context } from './context.ts';

export interface CommandModule {
  readonly command: Command<Context>;
}

export interface RegistryEntry {
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
  /** Accepted but not shown. */
  readonly hidden?: boolean;
  /** Looks neither at env files nor at global settings. */
  readonly standsAlone?: boolean;
}

export type Registry = Readonly<Record<string, RegistryEntry>>;

/** In the order of the help. */
export const REGISTRY: Registry = {
  up: { summary: 'Create and start containers', load: () => import('./up.ts') },
  down: { summary: 'Stop and remove containers and networks', load: () => import('./down.ts') },
  plan: { summary: 'Show what would be done, and why', load: () => import('./plan.ts') },
  apply: { summary: 'Carry out a saved plan', load: () => import('./apply.ts') },
  ps: { summary: 'List containers', load: () => import('./ps.ts') },
  logs: { summary: 'Show the output of containers', load: () => import('./logs.ts') },
  dash: { summary: 'Open the live dashboard', load: () => import('./dash.ts') },
  exec: { summary: 'Run a command in a running container', load: () => import('./exec.ts') },
  create: { summary: 'Create containers without starting them', load: () => import('./create.ts') },
  start: { summary: 'Start existing containers', load: () => import('./start.ts') },
  stop: { summary: 'Stop containers', load: () => import('./stop.ts') },
  restart: { summary: 'Restart containers', load: () => import('./restart.ts') },
  build: { summary: 'Build images', load: () => import('./build.ts') },
  pull: { summary: 'Pull images', load: () => import('./pull.ts') },
  config: { summary: 'Check and show the resolved project', load: () => import('./config.ts') },
  convert: {
    summary: 'Other name of config',
    load: () => import('./config.ts'),
    hidden: true,
  },
  version: {
    summary: 'Show the version',
    load: () => import('./version.ts'),
    standsAlone: true,
  },
};
