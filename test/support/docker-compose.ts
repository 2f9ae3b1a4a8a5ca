/** Docker Compose, the other tool that must be able to manage our projects, and docker's other plugin, buildx. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { type Finished, runProgram, type Workspace } from './flotilla.ts';
import { root } from './source-tree.ts';

const PLUGIN_FOLDERS = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'];

/** Runs docker-compose on the workspace's project. */
export function dockerCompose(shop: Workspace): (...args: readonly string[]) => Promise<Finished> {
  const program = findPlugin('docker-compose');
  return (...args) =>
    runProgram(program, args, { cwd: shop.dir, env: { COMPOSE_PROJECT_NAME: shop.project } });
}

/** Runs docker-buildx in the workspace's folder. */
export function dockerBuildx(shop: Workspace): (...args: readonly string[]) => Promise<Finished> {
  const program = findPlugin('docker-buildx');
  return (...args) => runProgram(program, args, { cwd: shop.dir });
}

/** On the PATH, among the CLI's plugins, or fetched by `scripts/docker-compose.sh`. */
function findPlugin(name: 'docker-compose' | 'docker-buildx'): string {
  const candidates = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    join(homedir(), '.docker/cli-plugins'),
    ...PLUGIN_FOLDERS.map((folder) => join(folder, 'docker/cli-plugins')),
    join(root, 'node_modules/.runtime'),
  ].map((folder) => join(folder, name));
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`${name} is not there: run "sh scripts/docker-compose.sh" once`);
  return found;
}
