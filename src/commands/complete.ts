/** `__complete`: what could come next on an unfinished command line. Looks at files, and at the engine for project names only. */
import { completeCommand, completeProgram } from '../cli/complete.ts';
import type { Candidate, Wanted } from '../cli/complete.ts';
import { NOTHING, renderDirective, renderReply } from '../cli/completion-reply.ts';
import type { CompletionReply } from '../cli/completion-reply.ts';
import { GLOBAL_FLAGS } from '../cli/global-flags.ts';
import type { GlobalFlags } from '../cli/global-flags.ts';
import { parseArgv } from '../cli/parse-argv.ts';
import type { Host } from '../host/host.ts';
import { completionNames } from './completion-names.ts';
import type { Registry } from './registry.ts';

/** Always answers, with nothing when something is wrong, and the exit code is 0. */
export async function runCompletion(
  argv: readonly string[],
  host: Host,
  registry: Registry,
): Promise<number> {
  const [verb, ...line] = argv;
  const reply = await findCandidates(line, host, registry).catch(() => NOTHING);
  await host.stdout.write(renderReply(reply, { descriptions: verb === '__complete' }));
  await host.stderr.write(renderDirective(reply.directive));
  return 0;
}

async function findCandidates(
  line: readonly string[],
  host: Host,
  registry: Registry,
): Promise<CompletionReply> {
  const words = line.slice(0, -1);
  const typed = line.at(-1) ?? '';
  const program = completeProgram(words, typed, registry);
  if (program.status === 'wanted') return resolveWanted(program.wanted, host, words);
  const { name } = program.command;
  const entry = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (entry === undefined) return NOTHING;
  const { command } = await entry.load();
  return resolveWanted(completeCommand(program.command, typed, command), host, words);
}

async function resolveWanted(
  wanted: Wanted,
  host: Host,
  words: readonly string[],
): Promise<CompletionReply> {
  const { source, typed, taken = [] } = wanted;
  if (source === 'files' || source === 'command') return { candidates: [], directive: 'files' };
  if (source === 'directories') return { candidates: [], directive: 'directories' };
  if (source === 'none') return NOTHING;
  const found =
    typeof source === 'string'
      ? await completionNames(source, host, globalsOf(words))
      : source.map(toCandidate);
  const candidates = found.filter(({ value }) => value.startsWith(typed) && !taken.includes(value));
  if (source === 'places') return { candidates, directive: candidates[0] ? 'orFiles' : 'files' };
  const goesOn = candidates.length > 0 && candidates.every(({ value }) => value.endsWith('='));
  return { candidates, directive: goesOn ? 'noSpace' : 'noFiles' };
}

const toCandidate = (item: Candidate | string): Candidate =>
  typeof item === 'string' ? { value: item } : item;

/** What stands before the verb, as far as it is understood; an unfinished last flag is left out. */
function globalsOf(words: readonly string[]): GlobalFlags {
  for (const line of [words, words.slice(0, -1)]) {
    const parsed = parseArgv(line, GLOBAL_FLAGS, { stopAtFirstPositional: true });
    if (parsed.status === 'ok') return parsed.flags;
  }
  throw new Error('the words before the verb cannot be read');
}
