/** Texts made from real compose files by cutting, doubling, swapping and inserting, fed to each part of the loader. */
import { parseDotenv } from '../../src/load/dotenv.ts';
import { interpolateText } from '../../src/load/interpolate-text.ts';
import { loadProject } from '../../src/load/load-project.ts';
import { parseFile } from '../../src/load/parse-file.ts';
import { renderConfigJson, renderConfigYaml } from '../../src/render/config-view.ts';
import { renderDiagnostics } from '../../src/render/diagnostic-view.ts';
import { makeTheme } from '../../src/render/theme.ts';

export interface FuzzResult {
  readonly rounds: number;
  /** The first input that something threw on. */
  readonly failure?: { readonly target: string; readonly input: string; readonly error: string };
}

/** The same seed makes the same inputs. Ends when `isOver` says so, or with the first failure. */
export function fuzz(corpus: readonly string[], seed: number, isOver: () => boolean): FuzzResult {
  const random = randomFrom(seed);
  const targets = Object.entries(TARGETS);
  for (let rounds = 0; ; rounds += 1) {
    if (isOver()) return { rounds };
    const input = mutate(pick(corpus, random), corpus, random);
    for (const [target, run] of targets) {
      try {
        run(input);
      } catch (error) {
        const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
        return { rounds, failure: { target, input, error: told } };
      }
    }
  }
}

type Random = () => number;

/** Mulberry32: from 0 to below 1. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(items: readonly T[], random: Random): T =>
  items[Math.floor(random() * items.length)] as T;

/** What parsers stumble over. */
const PIECES = [
  ...['\t', '\r', '\n', '\0', '\uFEFF', '\uD800', '“', '// x', '#', ': ', '- ', '? ', '| ', '>-\n'],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a ',
    '*a',
    '!reset ',
    '!override ',
    '!!int ',
    '<<: ',
    '---\n',
  ],
  ...['${', '${A:-', '$$', '${A:?', '}', '$', 'null', '~', '.nan', '.inf', '-1', '1e400', '0x', ''],
  ...['__proto__', 'constructor', 'toString', 'services', 'extends: ', 'include: [compose.yaml]\n'],
  ...['depends_on: ', 'ports: ["1-65535"]\n', 'volumes: [":"]\n', 'x-a: ', '9'.repeat(400)],
];

function mutate(text: string, corpus: readonly string[], random: Random): string {
  let result = text.slice(0, LONGEST);
  const times = 1 + Math.floor(random() * 4);
  for (let time = 0; time < times; time += 1) result = pick(WAYS, random)(result, corpus, random);
  return result.slice(0, 2 * LONGEST);
}

const LONGEST = 2000;

type Way = (text: string, corpus: readonly string[], random: Random) => string;

const WAYS: readonly Way[] = [
  (text, _, random) => insert(text, pick(PIECES, random), random),
  (text, _, random) => insert(text, String.fromCharCode(Math.floor(random() * 256)), random),
  (text, _, random) => {
    const at = Math.floor(random() * text.length);
    return text.slice(0, at) + text.slice(at + Math.floor(random() * 20));
  },
  (text, corpus, random) => {
    const lines = text.split('\n');
    lines.splice(
      Math.floor(random() * lines.length),
      0,
      pick(pick(corpus, random).split('\n'), random),
    );
    return lines.join('\n');
  },
  (text, _, random) => {
    const lines = text.split('\n');
    const at = Math.floor(random() * lines.length);
    lines[at] = ' '.repeat(Math.floor(random() * 8)) + (lines[at] ?? '').trimStart();
    return lines.join('\n');
  },
  (text, _, random) => text.replace(/(?<=: ).*/, () => pick(PIECES, random)),
  (text, _, random) => text.slice(0, Math.floor(random() * text.length)),
];

function insert(text: string, piece: string, random: Random): string {
  const at = Math.floor(random() * (text.length + 1));
  return text.slice(0, at) + piece + text.slice(at);
}

const unknown = (): undefined => undefined;
const theme = makeTheme({ color: false, unicode: true });

const TARGETS: Readonly<Record<string, (input: string) => unknown>> = {
  parse: (text) => parseFile({ file: 'compose.yaml', path: '/p/compose.yaml', text }),
  interpolate: (text) => interpolateText(text, unknown),
  dotenv: (text) => parseDotenv(text, '.env', unknown),
  load,
};

function load(text: string): void {
  const files = new Map([
    ['/p/compose.yaml', new TextEncoder().encode(text)],
    ['/p/.env', new TextEncoder().encode(text.slice(-300))],
  ]);
  const { project, diagnostics } = loadProject({
    sources: {
      stat: (path) => {
        const bytes = files.get(path);
        return bytes && { kind: 'file', size: bytes.length };
      },
      read: (path) => files.get(path) ?? new Uint8Array(),
    },
    cwd: '/p',
    home: '/home/me',
    env: {},
    files: ['compose.yaml'],
    envFiles: [],
    profiles: ['*'],
    services: [],
  });
  renderDiagnostics(diagnostics, theme, '/p');
  if (!project) return;
  JSON.parse(renderConfigJson(project));
  renderConfigYaml(project);
}
