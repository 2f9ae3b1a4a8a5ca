/** Where docker looks for its plugins: the user's folder, then the system's. `config` is docker's own folder. */
export const pluginFolders = (config: string): readonly string[] =>
  [config, ...SYSTEM_FOLDERS.map((folder) => `${folder}/docker`)].map(
    (folder) => `${folder}/cli-plugins`,
  );

const SYSTEM_FOLDERS = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'];
