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
  why: { summary: 'Tell why services are not up', load: () => import('./why.ts') },
  ps: { summary: 'List containers', load: () => import('./ps.ts') },
  logs: { summary: 'Show the output of containers', load: () => import('./logs.ts') },
  ls: { summary: 'List projects', load: () => import('./ls.ts') },
  images: { summary: 'List the images of containers', load: () => import('./images.ts') },
  volumes: { summary: 'List volumes', load: () => import('./volumes.ts') },
  top: { summary: 'List the processes in containers', load: () => import('./top.ts') },
  stats: { summary: 'Show what containers use', load: () => import('./stats.ts') },
  port: {
    summary: 'Show where a port of a service is published',
    load: () => import('./port.ts'),
  },
  events: { summary: 'Show what happens to containers', load: () => import('./events.ts') },
  dash: { summary: 'Open the live dashboard', load: () => import('./dash.ts') },
  exec: { summary: 'Run a command in a running container', load: () => import('./exec.ts') },
  run: { summary: 'Run a command in a container of its own', load: () => import('./run.ts') },
  attach: {
    summary: 'Attach to the main process of a running container',
    load: () => import('./attach.ts'),
  },
  create: { summary: 'Create containers without starting them', load: () => import('./create.ts') },
  start: { summary: 'Start existing containers', load: () => import('./start.ts') },
  stop: { summary: 'Stop containers', load: () => import('./stop.ts') },
  restart: { summary: 'Restart containers', load: () => import('./restart.ts') },
  kill: { summary: 'Send a signal to running containers', load: () => import('./kill.ts') },
  pause: { summary: 'Pause running containers', load: () => import('./pause.ts') },
  unpause: { summary: 'Let paused containers go on', load: () => import('./unpause.ts') },
  rm: { summary: 'Remove stopped containers', load: () => import('./rm.ts') },
  scale: { summary: 'Set how many containers services have', load: () => import('./scale.ts') },
  watch: {
    summary: 'Watch files, and update containers when they change',
    load: () => import('./watch.ts'),
  },
  wait: { summary: 'Wait until containers have ended', load: () => import('./wait.ts') },
  build: { summary: 'Build images', load: () => import('./build.ts') },
  pull: { summary: 'Pull images', load: () => import('./pull.ts') },
  push: { summary: 'Push images', load: () => import('./push.ts') },
  cp: {
    summary: 'Copy files between a service and this machine',
    load: () => import('./cp.ts'),
  },
  commit: { summary: 'Make an image of a running container', load: () => import('./commit.ts') },
  export: {
    summary: 'Write the file system of a running container as a tar',
    load: () => import('./export.ts'),
  },
  config: { summary: 'Check and show the resolved project', load: () => import('./config.ts') },
  convert: {
    summary: 'Other name of config',
    load: () => import('./config.ts'),
    hidden: true,
  },
  viz: { summary: 'Print the project as a graph for graphviz', load: () => import('./viz.ts') },
  'alpha viz': {
    summary: 'Other name of viz',
    load: () => import('./viz.ts'),
    hidden: true,
  },
  completion: {
    summary: 'Print a completion script for a shell',
    load: () => import('./completion.ts'),
    standsAlone: true,
  },
  plugin: {
    summary: 'Install as a plugin of docker, or as docker-compose',
    load: () => import('./plugin.ts'),
    standsAlone: true,
  },
  version: {
    summary: 'Show the version',
    load: () => import('./version.ts'),
    standsAlone: true,
  },
};
