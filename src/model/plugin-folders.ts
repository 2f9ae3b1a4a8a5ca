import { join } from 'node:path';

interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Where docker looks for the user's own plugins. */
export const ownPluginFolder = ({ env, home }: Machine): string =>
  join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'cli-plugins');

/** Where docker looks after that. */
export const SYSTEM_PLUGIN_FOLDERS: readonly string[] = [
  '/usr/local/lib',
  '/usr/local/libexec',
  '/usr/lib',
  '/usr/libexec',
].map((folder) => `${folder}/docker/cli-plugins`);

export const pluginFolders = (machine: Machine): readonly string[] => [
  ownPluginFolder(machine),
  ...SYSTEM_PLUGIN_FOLDERS,
];
