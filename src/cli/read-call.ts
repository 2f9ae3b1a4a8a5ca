/**
 * What the process was started for. docker starts a plugin with all the words that followed `docker`: its own global
 * flags first, then the plugin's word; completion and help put their verb before both.
 */
import type { Flags } from './command.ts';
import { longName } from './flag-names.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { parseArgv } from './parse-argv.ts';
import { pluginWord } from './program-name.ts';

export type Call =
  /** docker asks what the plugin is. */
  | { readonly kind: 'metadata' }
  /** docker asks for something to say after a command. */
  | { readonly kind: 'hooks' }
  | {
      readonly kind: 'run';
      /** docker's global flags, if any, stand in front, as if they were the program's. */
      readonly argv: readonly string[];
      /** How a user calls the program: `docker compose`, `docker-compose`, `flotilla`. */
      readonly title: string;
      /** The folder of docker's configuration, where a flag of docker's names one. */
      readonly dockerConfig?: string;
    };

/** `name` is the file name that the program was called by. */
export function readCall(argv: readonly string[], name: string): Call {
  if (argv[0] === 'docker-cli-plugin-metadata') return { kind: 'metadata' };
  const word = pluginWord(name);
  const plugin = word === undefined ? undefined : readPluginCall(argv, word);
  if (plugin === undefined) return { kind: 'run', argv, title: name };
  return plugin.argv[0] === 'docker-cli-plugin-hooks'
    ? { kind: 'hooks' }
    : { ...plugin, kind: 'run', title: `docker ${word}` };
}

/** Verbs that docker puts in front of its flags and the plugin's word. */
const LEADING = new Set(['__complete', '__completeNoDesc', 'help']);

interface PluginCall {
  readonly argv: readonly string[];
  readonly dockerConfig?: string;
}

/** Undefined when the plugin's own word is not where docker puts it: then a user has called the file by itself. */
function readPluginCall(argv: readonly string[], word: string): PluginCall | undefined {
  const [first = ''] = argv;
  const direct = splitAtWord(LEADING.has(first) ? argv.slice(1) : argv, word);
  if (direct === undefined) return undefined;
  const { flags, rest, dockerConfig } = direct;
  const isHelp = direct.isHelp || first === 'help';
  const isCompletion = first.startsWith('__complete');
  return {
    argv: [...(isCompletion ? [first] : []), ...flags, ...(isHelp ? ['help'] : []), ...rest],
    ...(dockerConfig !== undefined && { dockerConfig }),
  };
}

const { host, context, tls, tlsverify, tlscacert, tlscert, tlskey, logLevel, debug } = GLOBAL_FLAGS;
const DOCKER_FLAGS = {
  config: { kind: 'string', text: 'Folder of docker’s configuration' },
  ...{ host, context, tls, tlsverify, tlscacert, tlscert, tlskey, logLevel, debug },
} as const satisfies Flags;

interface Split {
  readonly flags: readonly string[];
  readonly rest: readonly string[];
  readonly dockerConfig: string | undefined;
  /** `docker --debug help compose` */
  readonly isHelp: boolean;
}

function splitAtWord(argv: readonly string[], word: string): Split | undefined {
  const parsed = parseArgv(argv, DOCKER_FLAGS, { stopAtFirstPositional: true });
  if (parsed.status === 'bad') return undefined;
  const isHelp = parsed.args[0] === 'help';
  const [own, ...rest] = isHelp ? parsed.args.slice(1) : parsed.args;
  if (own !== word) return undefined;
  const { config, ...others } = parsed.flags;
  return { flags: writeFlags(others), rest, dockerConfig: config, isHelp };
}

function writeFlags(
  values: Readonly<Record<string, string | boolean | undefined>>,
): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`--${longName(key)}=${String(value)}`],
  );
}
