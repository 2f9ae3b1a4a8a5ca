import { resolve } from 'node:path';
import type { Command, Flags, FlagValues } from '../cli/command.ts';
import { pluginWord } from '../cli/program-name.ts';
import type { Host } from '../host/host.ts';
import { ownPluginFolder, SYSTEM_PLUGIN_FOLDERS } from '../model/plugin-folders.ts';
import { UserError } from './context.ts';
import type { Context } from './context.ts';
import { PLUGIN_NAME } from './plugin-file.ts';
import { PluginFolder } from './plugin-folder.ts';

const flags = {
  as: {
    kind: 'string',
    value: 'NAME',
    default: 'docker-flotilla',
    text: 'Name of the file; docker-compose takes the place of Docker Compose',
    complete: ['docker-flotilla', 'docker-flo', 'docker-compose'],
  },
  dir: { kind: 'string', value: 'DIR', text: 'Folder; docker’s folder of plugins unless given' },
} as const satisfies Flags;

const ACTIONS = ['install', 'uninstall'] as const;

/** Asks no engine. Whatever it replaces is kept and told, and put back by `uninstall`. */
export const command: Command<Context, typeof flags> = {
  name: 'plugin',
  summary: 'Install as a plugin of docker, or as docker-compose',
  positionals: { usage: 'install|uninstall', min: 1, max: 1, complete: ACTIONS },
  flags,
  async run({ flags: given, args: [action] }, { host, globals }) {
    const dryRun = globals.dryRun === true;
    const place = new PluginFolder(host, { ...choose(host, given), dryRun });
    const lines = [...act(place, action, host), ...notes(host, given, action)];
    const prefix = dryRun ? 'would have ' : '';
    await host.stdout.write(lines.map((line) => `${prefix}${line}\n`).join(''));
    return 0;
  },
};

function choose(
  host: Host,
  { as: name, dir }: FlagValues<typeof flags>,
): { readonly name: string; readonly folder: string } {
  if (!PLUGIN_NAME.test(name)) {
    throw new UserError(
      `"${name}" is no name of a plugin: docker- and lower-case letters or digits`,
    );
  }
  return { name, folder: resolve(host.cwd, dir ?? ownPluginFolder(host)) };
}

function act(place: PluginFolder, action: string | undefined, host: Host): readonly string[] {
  if (action === 'uninstall') return place.uninstall();
  if (action !== 'install') {
    throw new UserError(`"${action}" is neither install nor uninstall`);
  }
  if (host.program === undefined) throw new UserError('the program does not know where it is');
  if (host.files.realPath(host.program.entry).includes('/_npx/')) {
    throw new UserError('npx keeps the program for a while only: npm install --global flotilla');
  }
  return place.install(host.program);
}

/** What a file in docker’s folder of plugins means for the user. */
function notes(
  host: Host,
  { as: name, dir }: FlagValues<typeof flags>,
  action: string | undefined,
): readonly string[] {
  const word = pluginWord(name);
  if (dir !== undefined || action !== 'install' || word === undefined) return [];
  const hidden = SYSTEM_PLUGIN_FOLDERS.map((folder) => `${folder}/${name}`).filter(
    (path) => host.files.stat(path) !== undefined,
  );
  return [...hidden.map((path) => `taken precedence over ${path}`), `made "docker ${word}" work`];
}
