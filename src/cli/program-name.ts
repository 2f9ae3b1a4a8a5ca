/** Under which name the program runs, and what it tells of itself there. */
import { VERSION } from './version.ts';

/** The line of Docker Compose whose flags and machine-readable output are followed. */
const FOLLOWED = '5.5.0';
const COMPOSE = 'docker-compose';

/** `/usr/bin/docker-compose` → `docker-compose`; a name that is none of the program's counts as `flotilla`. */
export function programName(path: string): string {
  const base = (path.split(/[/\\]/).at(-1) ?? '').replace(/\.(?:exe|cmd|mjs|ts)$/, '');
  return base === 'flo' || PLUGIN.test(base) ? base : 'flotilla';
}

const PLUGIN = /^docker-([a-z][a-z0-9]*)$/;

/** The word that docker knows a plugin by: `docker-compose` → `compose`. */
export const pluginWord = (name: string): string | undefined => PLUGIN.exec(name)?.[1];

/** Programs that ask `docker-compose` for its version compare numbers: they get those of the line that is followed. */
export const shownVersion = (name: string): string =>
  name === COMPOSE ? `v${FOLLOWED}+flotilla.${VERSION}` : VERSION;

/** As the help and the version line call the program. */
export const productName = (name: string): string =>
  name === COMPOSE ? 'Docker Compose' : 'Flotilla';

/** The answer to docker's first question to a plugin: one JSON object. */
export function renderPluginMetadata(name: string): string {
  const metadata = {
    SchemaVersion: '0.1.0',
    Vendor: 'Flotilla',
    Version: shownVersion(name),
    ShortDescription: 'Runs multi-container applications (Flotilla)',
  };
  return `${JSON.stringify(metadata, undefined, 2)}\n`;
}
