/** The small program that stands in a folder of plugins, or on the PATH, and starts the real one. */
import type { ProgramPlace } from '../host/host.ts';

const MARK = '# Made by "flotilla plugin install"; "flotilla plugin uninstall" takes it away.';

/** Names docker takes for a plugin. */
export const PLUGIN_NAME = /^docker-[a-z][a-z0-9]*$/;

/**
 * Starts the same Node with the same program, whatever the PATH is: docker may be called with a bare one. The name it
 * is called by is handed on, because Node only tells the program its own file.
 */
export function renderWrapper({ runtime, entry }: ProgramPlace): string {
  return `#!/bin/sh
${MARK}
node=${quote(runtime)}
program=${quote(entry)}
[ -x "$node" ] || node=node
if [ ! -e "$program" ]; then
  echo "$0: $program is gone; run \\"flotilla plugin install\\" again, or \\"rm $0\\"" >&2
  exit 1
fi
FLOTILLA_CALLED_AS=$0
export FLOTILLA_CALLED_AS
exec "$node" -- "$program" "$@"
`;
}

export const isWrapper = (text: string): boolean => text.split('\n', 2)[1] === MARK;

const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Where what was there before is kept: docker looks at every file that begins with `docker-`. */
export const backupName = (name: string): string => `.flotilla-backup-of-${name}`;
