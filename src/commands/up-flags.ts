/** Flags of `up`. */
import type { FlagValues, Flags } from '../cli/command.ts';
import { CREATE_FLAGS } from './up-request.ts';

export const UP_FLAGS = {
  ...CREATE_FLAGS,
  detach: { kind: 'boolean', short: 'd', text: 'Run containers in the background' },
  wait: { kind: 'boolean', text: 'Wait until services are running or healthy; implies --detach' },
  waitTimeout: { kind: 'int', value: 'SECONDS', text: 'Longest wait' },
  noStart: { kind: 'boolean', text: 'Create containers only' },
  noDeps: { kind: 'boolean', text: 'Leave dependencies out' },
  alwaysRecreateDeps: { kind: 'boolean', text: 'Recreate dependencies too' },
  renewAnonVolumes: { kind: 'boolean', short: 'V', text: 'Fresh anonymous volumes' },
  timeout: { kind: 'int', short: 't', value: 'SECONDS', text: 'Grace period before a kill' },
  abortOnContainerExit: { kind: 'boolean', text: 'Stop everything when a container ends' },
  abortOnContainerFailure: { kind: 'boolean', text: 'Stop everything when a container fails' },
  exitCodeFrom: { kind: 'string', value: 'SERVICE', text: 'Exit with the code of that service' },
  attach: { kind: 'strings', value: 'SERVICE', text: 'Show the output of these services only' },
  noAttach: { kind: 'strings', value: 'SERVICE', text: 'Do not show the output of these services' },
  attachDependencies: { kind: 'boolean', text: 'Show the output of dependencies too' },
  noColor: { kind: 'boolean', text: 'No colors in the output' },
  noLogPrefix: { kind: 'boolean', text: 'No names before the lines' },
  timestamps: { kind: 'boolean', text: 'Times before the lines' },
  watch: {
    kind: 'boolean',
    short: 'w',
    text: 'Watch files, and update containers when they change',
  },
  menu: {
    kind: 'boolean',
    text: 'Accepted',
    hidden: true,
    noEffect: 'no menu is drawn: d leaves the containers running, the dashboard is a command, dash',
  },
} as const satisfies Flags;

export type UpFlags = FlagValues<typeof UP_FLAGS>;
