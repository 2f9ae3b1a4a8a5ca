import type { Flags, FlagValues } from '../cli/command.ts';
import { CREATE_FLAGS } from './up-request.ts';

export const RUN_FLAGS = {
  build: CREATE_FLAGS.build,
  capAdd: { kind: 'strings', value: 'CAP', text: 'Add a capability' },
  capDrop: { kind: 'strings', value: 'CAP', text: 'Drop a capability' },
  detach: { kind: 'boolean', short: 'd', text: 'Leave it in the background and print its id' },
  entrypoint: { kind: 'string', value: 'COMMAND', text: 'Instead of the service’s entrypoint' },
  env: { kind: 'strings', short: 'e', value: 'KEY=VALUE', text: 'Set an environment variable' },
  envFromFile: { kind: 'strings', value: 'FILE', text: 'Set the variables of an env file' },
  interactive: { kind: 'boolean', short: 'i', default: true, text: 'Pass standard input on' },
  label: {
    kind: 'strings',
    short: 'l',
    aliases: ['labels'],
    value: 'KEY=VALUE',
    text: 'Add a label',
  },
  name: { kind: 'string', value: 'NAME', text: 'Name of the container' },
  noTty: {
    kind: 'boolean',
    short: 'T',
    aliases: ['no-TTY'],
    text: 'No terminal for it; the default unless input and output are one',
  },
  noDeps: { kind: 'boolean', text: 'Leave dependencies alone' },
  publish: { kind: 'strings', short: 'p', value: 'PORTS', text: 'Publish a port' },
  pull: CREATE_FLAGS.pull,
  quiet: { kind: 'boolean', short: 'q', text: 'No progress' },
  quietBuild: CREATE_FLAGS.quietBuild,
  quietPull: CREATE_FLAGS.quietPull,
  removeOrphans: CREATE_FLAGS.removeOrphans,
  rm: { kind: 'boolean', text: 'Remove the container when it has ended' },
  servicePorts: { kind: 'boolean', short: 'P', text: 'Publish the ports of the service' },
  tty: { kind: 'boolean', short: 't', hidden: true, text: 'Give it a terminal' },
  useAliases: { kind: 'boolean', text: 'Answer to the service’s names in its networks' },
  user: { kind: 'string', short: 'u', value: 'USER', text: 'Run as this user' },
  volume: {
    kind: 'strings',
    short: 'v',
    aliases: ['volumes'],
    value: 'MOUNT',
    text: 'Mount a volume or a path',
  },
  workdir: { kind: 'string', short: 'w', value: 'DIR', text: 'Run in this directory' },
} as const satisfies Flags;

export type RunFlags = FlagValues<typeof RUN_FLAGS>;
