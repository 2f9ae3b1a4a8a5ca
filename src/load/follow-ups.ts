import type { Diagnostic } from '../model/diagnostic.ts';
import { isError } from '../model/diagnostic.ts';

/**
 * Without the problems that only follow from an earlier one: at or below its place, a lack in something of which a
 * part was wrong and left out, a name that may be defined in what could not be read.
 */
export function withoutFollowUps(
  diagnostics: readonly Diagnostic[],
  heirs: ReadonlyMap<string, string> = new Map(),
): readonly Diagnostic[] {
  const known: Known = {
    codes: new Map(),
    touched: new Set(),
    families: new Set(),
    heirs,
    hasGaps: false,
  };
  const kept: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    if (isFollowUp(diagnostic, known)) continue;
    kept.push(diagnostic);
    if (isError(diagnostic)) remember(diagnostic, known);
  }
  return kept;
}

interface Known {
  /** Code of the first error at a path. */
  readonly codes: Map<string, string>;
  /** Paths at or below which there is an error. */
  readonly touched: Set<string>;
  /** Services at or below which there is an error, by the last service that they extend. */
  readonly families: Set<string>;
  /** By service: the one it extends. */
  readonly heirs: ReadonlyMap<string, string>;
  /** Something that may define names is missing. */
  hasGaps: boolean;
}

/** Said of something that lacks a part. */
const LACKS: ReadonlySet<string> = new Set([
  ...['no-image', 'missing-source', 'missing-target', 'missing-key', 'bind-without-source'],
  ...['watch-without-target', 'empty-compose-file'],
]);

const REFERENCES: ReadonlySet<string> = new Set([
  ...['unknown-service', 'unknown-network', 'unknown-volume', 'unknown-secret', 'unknown-config'],
  ...['unknown-model', 'disabled-dependency', 'no-such-service', 'unknown-extended-service'],
]);

function isFollowUp({ code, path }: Diagnostic, known: Known): boolean {
  if (known.hasGaps && (REFERENCES.has(code) || LACKS.has(code))) return true;
  if (path === undefined) return false;
  if (LACKS.has(code) && isTouched(path, known)) return true;
  return prefixesOf(path).some((prefix) => (known.codes.get(prefix) ?? code) !== code);
}

/** Services that extend one another share their mistakes, each of which is told at one of them. */
function isTouched(path: string, { touched, families, heirs }: Known): boolean {
  const name = serviceIn(path);
  return touched.has(path) || (name !== undefined && families.has(baseOf(name, heirs)));
}

const serviceIn = (path: string): string | undefined => /^services\.([^.[]+)$/.exec(path)?.[1];

/** The last of the chain; of a circle, any. */
function baseOf(name: string, heirs: ReadonlyMap<string, string>): string {
  let base = name;
  for (let steps = heirs.size; steps > 0 && heirs.has(base); steps -= 1) {
    base = heirs.get(base) ?? base;
  }
  return base;
}

function remember(diagnostic: Diagnostic, known: Known): void {
  const { code, path } = diagnostic;
  known.hasGaps ||= leavesGap(diagnostic);
  if (path === undefined || REFERENCES.has(code)) return;
  if (!known.codes.has(path)) known.codes.set(path, code);
  for (const prefix of prefixesOf(path)) {
    known.touched.add(prefix);
    const name = serviceIn(prefix);
    if (name !== undefined) known.families.add(baseOf(name, known.heirs));
  }
}

/** What is wrong with a whole section, or makes a whole file or another place unreadable. */
function leavesGap({ code, path }: Diagnostic): boolean {
  if (FAR_FROM_NAMES.has(code)) return false;
  if (path === undefined || code === 'misplaced-key') return true;
  return !/[.[]/.test(path) || BLOCKS.test(path);
}

const FAR_FROM_NAMES: ReadonlySet<string> = new Set([
  ...['env-file-not-found', 'bad-project-name', 'empty-project-name', 'dotenv-syntax'],
  ...['bad-environment-variable', 'no-such-service', 'duplicate-key', 'non-string-key'],
]);

/** A top-level block that slipped under a service is first of all wrong there. */
const BLOCKS = /^services\.[^.[]+\.(?:extends|networks|volumes|secrets|configs)$/;

function prefixesOf(path: string): readonly string[] {
  const ends = [...path.matchAll(/[.[]/g)].map(({ index }) => index);
  return [...ends.map((end) => path.slice(0, end)), path];
}
