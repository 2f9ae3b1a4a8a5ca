/** What is told about a mistake on the command line; the exit code is always 1. */
import type { UsageProblem } from '../cli/parse-argv.ts';
import type { Host, OutputStream } from '../host/host.ts';
import { jsonLines } from './json-stderr.ts';
import type { Registry } from './registry.ts';

/** Standard error as it is known before env files have been read. */
export function tellTo(host: Host, progress: string | undefined): OutputStream {
  const isJson = (progress ?? host.env['COMPOSE_PROGRESS']) === 'json';
  return isJson ? jsonLines(host.stderr) : host.stderr;
}

/** For a command line that cannot be read: who reads lines of JSON does so all the same. */
export function askedForJson(argv: readonly string[]): string | undefined {
  const asked = argv.some(
    (word, at) => word === '--progress=json' || (word === '--progress' && argv[at + 1] === 'json'),
  );
  return asked ? 'json' : undefined;
}

/** `command` is the one whose flags were read. */
export async function failUsage(
  stderr: OutputStream,
  problem: UsageProblem,
  command?: string,
): Promise<number> {
  const text = await explain(problem, command);
  const isJson = stderr.isStructured === true;
  await stderr.write(
    `${isJson ? JSON.stringify({ error: true, severity: 'error', message: text }) : text}\n`,
  );
  return 1;
}

export function failUnknown(
  stderr: OutputStream,
  registry: Registry,
  name: string,
): Promise<number> {
  return failUsage(stderr, {
    status: 'bad',
    message: `unknown docker command: ${JSON.stringify(`compose ${name}`)}`,
    word: name,
    candidates: Object.keys(registry).filter((key) => registry[key]?.hidden !== true),
  });
}

/** What Docker Compose has and we have not is refused by name; for the rest the nearest word may be what was meant. */
async function explain(
  { message, word, candidates = [] }: UsageProblem,
  command: string | undefined,
): Promise<string> {
  if (word === undefined) return message;
  const { refusalOf } = await import('../cli/not-supported.ts');
  const refusal = refusalOf(command === undefined ? word : `${command} ${word}`);
  if (refusal !== undefined) return refusal;
  const { suggest } = await import('../model/suggest.ts');
  const near = suggest(word, candidates);
  return near === undefined ? message : `${message}\ndid you mean "${near}"?`;
}
