import type { FlagValues, Flags } from './command.ts';

/** Flags that stand before the command, as Docker Compose has them. */
export const GLOBAL_FLAGS = {
  file: {
    kind: 'strings',
    short: 'f',
    value: 'FILE',
    text: 'Compose files; "-" is standard input',
  },
  projectName: {
    kind: 'string',
    short: 'p',
    value: 'NAME',
    text: 'Project name',
    complete: 'projects',
  },
  profile: {
    kind: 'strings',
    value: 'NAME',
    text: 'Enable a profile; "*" enables all',
    complete: 'profiles',
  },
  envFile: { kind: 'strings', value: 'FILE', text: 'Use instead of the default .env file' },
  projectDirectory: { kind: 'string', value: 'DIR', text: 'Base of relative paths' },
  parallel: { kind: 'int', value: 'N', text: 'Most engine calls at once' },
  lockTimeout: {
    kind: 'int',
    value: 'SECONDS',
    text: 'Longest wait for another run on the project (default 60)',
  },
  progress: {
    kind: 'string',
    value: 'KIND',
    text: 'How progress is shown',
    choices: ['auto', 'tty', 'plain', 'json', 'quiet'],
  },
  ansi: {
    kind: 'string',
    value: 'WHEN',
    text: 'Control characters',
    choices: ['auto', 'never', 'always'],
  },
  allowRemote: { kind: 'boolean', text: 'Fetch remote compose files, the newest of each' },
  compatibility: { kind: 'boolean', text: 'Names as Docker Compose 1 wrote them' },
  dryRun: { kind: 'boolean', text: 'Show the plan and change nothing' },
  allResources: { kind: 'boolean', text: 'Keep networks and volumes that no service uses' },
  host: { kind: 'string', short: 'H', value: 'HOST', text: 'Engine to talk to' },
  context: { kind: 'string', short: 'c', value: 'NAME', text: 'Docker context to use' },
  tls: { kind: 'boolean', text: 'Use TLS' },
  tlsverify: { kind: 'boolean', text: 'Use TLS and verify the engine' },
  tlscacert: { kind: 'string', value: 'FILE', text: 'Trust certificates signed only by this CA' },
  tlscert: { kind: 'string', value: 'FILE', text: 'TLS certificate' },
  tlskey: { kind: 'string', value: 'FILE', text: 'TLS key' },
  logLevel: {
    kind: 'string',
    short: 'l',
    value: 'LEVEL',
    text: 'Accepted for Docker’s sake',
    hidden: true,
    noEffect: 'errors tell all that is known',
    choices: ['debug', 'info', 'warn', 'error', 'fatal'],
  },
  debug: {
    kind: 'boolean',
    short: 'D',
    text: 'More detail on errors',
    hidden: true,
    aliases: ['verbose'],
  },
  insecureRegistry: {
    kind: 'strings',
    value: 'HOST',
    text: 'Accepted for Docker Compose’s sake',
    hidden: true,
    noEffect: 'it is about files in registries, which are not supported yet',
  },
  workdir: { kind: 'string', text: 'Old name of --project-directory', hidden: true },
  noAnsi: { kind: 'boolean', text: 'Old form of --ansi never', hidden: true },
  help: { kind: 'boolean', short: 'h', text: 'Show help' },
  version: { kind: 'boolean', short: 'v', text: 'Show the version' },
} as const satisfies Flags;

/** These may stand behind the verb as well; they are listed first. */
export const ANYWHERE_FLAGS = {
  dryRun: GLOBAL_FLAGS.dryRun,
  allowRemote: GLOBAL_FLAGS.allowRemote,
  help: GLOBAL_FLAGS.help,
} satisfies Flags;

export type GlobalFlags = FlagValues<typeof GLOBAL_FLAGS>;
