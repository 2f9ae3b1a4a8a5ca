/** Text at places that want a number or a boolean is read as one, whether it came from a variable or not. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { formatPath } from '../model/json.ts';
import { placeOf } from './source-position.ts';
import type { MapEntry, Node, ScalarNode } from './tree.ts';

type Kind = 'integer' | 'number' | 'boolean';

/** `*` stands for any key, `[]` for any item of a list. */
const PATHS: Readonly<Record<Kind, readonly string[]>> = {
  integer: [
    ...['cpu_count', 'cpu_period', 'cpu_quota', 'cpu_rt_period', 'cpu_rt_runtime', 'cpu_shares'],
    ...['oom_score_adj', 'pids_limit', 'scale', 'deploy.replicas'],
    ...['deploy.update_config.parallelism', 'deploy.rollback_config.parallelism'],
    ...['deploy.restart_policy.max_attempts', 'deploy.placement.max_replicas_per_node'],
    ...['healthcheck.retries', 'ports.[].target'],
    ...['ulimits.*', 'ulimits.*.soft', 'ulimits.*.hard'],
  ].map((path) => `services.*.${path}`),
  number: [
    ...['cpu_percent', 'cpus'],
    ...['deploy.update_config.max_failure_ratio', 'deploy.rollback_config.max_failure_ratio'],
  ].map((path) => `services.*.${path}`),
  boolean: [
    ...['init', 'healthcheck.disable', 'oom_kill_disable', 'privileged', 'read_only'].map(
      (path) => `services.*.${path}`,
    ),
    ...['stdin_open', 'tty', 'volumes.[].read_only', 'volumes.[].volume.nocopy'].map(
      (path) => `services.*.${path}`,
    ),
    ...['depends_on.*.required', 'depends_on.*.restart'].map((path) => `services.*.${path}`),
    ...['external', 'internal', 'attachable', 'enable_ipv4', 'enable_ipv6'].map(
      (path) => `networks.*.${path}`,
    ),
    ...['volumes.*.external', 'secrets.*.external', 'configs.*.external'],
  ],
};

/** A step towards the places above. */
interface Branch {
  kind?: Kind;
  readonly next: Map<string, Branch>;
}

const ROOT: Branch = buildBranches();

function buildBranches(): Branch {
  const root: Branch = { next: new Map() };
  for (const [kind, paths] of Object.entries(PATHS) as [Kind, readonly string[]][]) {
    for (const path of paths) branchAt(root, path.split('.')).kind = kind;
  }
  return root;
}

function branchAt(root: Branch, steps: readonly string[]): Branch {
  let branch = root;
  for (const step of steps) {
    const known = branch.next.get(step) ?? { next: new Map() };
    branch.next.set(step, known);
    branch = known;
  }
  return branch;
}

export interface CastTree {
  readonly node: Node;
  readonly diagnostics: readonly Diagnostic[];
}

/** Casts a whole compose model (mapping with `services` and so on); other parts stay the same nodes. */
export function castScalars(root: Node): CastTree {
  const pass: Pass = { path: [], diagnostics: [] };
  return { node: visit(pass, root, ROOT), diagnostics: pass.diagnostics };
}

interface Pass {
  readonly path: (string | number)[];
  readonly diagnostics: Diagnostic[];
}

function visit(pass: Pass, node: Node, branch: Branch): Node {
  if (node.kind === 'scalar') return castScalar(pass, node, branch.kind);
  if (node.kind === 'list') {
    const item = branch.next.get('[]');
    return item ? visitItems(pass, node, item) : node;
  }
  let changed: Map<string, MapEntry> | undefined;
  for (const [key, entry] of node.entries) {
    const next = branch.next.get(key) ?? branch.next.get('*');
    if (next === undefined) continue;
    const value = step(pass, key, () => visit(pass, entry.value, next));
    if (value === entry.value) continue;
    changed ??= new Map(node.entries);
    changed.set(key, { ...entry, value });
  }
  return changed ? { ...node, entries: changed } : node;
}

function visitItems(pass: Pass, node: Extract<Node, { kind: 'list' }>, branch: Branch): Node {
  const items = node.items.map((item, index) => step(pass, index, () => visit(pass, item, branch)));
  return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node;
}

function step(pass: Pass, key: string | number, action: () => Node): Node {
  pass.path.push(key);
  const result = action();
  pass.path.pop();
  return result;
}

function castScalar(pass: Pass, node: ScalarNode, kind: Kind | undefined): ScalarNode {
  const { value } = node;
  if (kind === undefined || typeof value !== 'string') return node;
  const cast = CASTS[kind](value);
  if (cast === undefined) {
    pass.diagnostics.push(badValue(pass, node, kind));
    return node;
  }
  if (typeof cast === 'number') return { ...node, value: cast, written: value };
  if (OLD_WORDS.has(value.toLowerCase())) pass.diagnostics.push(oldWord(pass, node, cast));
  return { ...node, value: cast };
}

const CASTS: Readonly<Record<Kind, (text: string) => number | boolean | undefined>> = {
  integer: parseInteger,
  number: parseDecimal,
  boolean: parseBoolean,
};

const INT64_MAX = 2n ** 63n - 1n;

function parseInteger(text: string): number | undefined {
  if (text.length > 20 || !/^[-+]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value <= INT64_MAX && value >= -INT64_MAX - 1n ? Number(value) : undefined;
}

function parseDecimal(text: string): number | undefined {
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const TRUE_WORDS = new Set(['true', 'y', 'yes', 'on']);
const FALSE_WORDS = new Set(['false', 'n', 'no', 'off']);
/** Booleans of YAML 1.1, which newer versions of Docker Compose accept with a warning. */
const OLD_WORDS = new Set(['y', 'yes', 'on', 'n', 'no', 'off']);

/** True and false in the words that Docker Compose accepts, in any case. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

const EXPECTED: Readonly<Record<Kind, string>> = {
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function badValue(pass: Pass, node: ScalarNode, kind: Kind): Diagnostic {
  const isEmpty = node.value === '';
  return {
    code: 'bad-value',
    severity: 'error',
    message: `Expected ${EXPECTED[kind]}, not ${isEmpty ? 'an empty text' : `"${String(node.value)}"`}`,
    path: formatPath(pass.path),
    at: placeOf(node.origin),
    ...hintFor(kind, isEmpty),
  };
}

function hintFor(kind: keyof typeof EXPECTED, isEmpty: boolean): { readonly hint?: string } {
  if (isEmpty) return { hint: 'Give the variable a default, such as "${NAME:-1}"' };
  return kind === 'integer' ? { hint: 'Write it in digits, such as 3' } : {};
}

const oldWord = (pass: Pass, node: ScalarNode, meant: boolean): Diagnostic => ({
  code: 'old-boolean',
  severity: 'warning',
  message: `"${String(node.value)}" is read as ${meant}`,
  path: formatPath(pass.path),
  at: placeOf(node.origin),
  hint: `Write ${meant}`,
});
