import type { Diagnostic } from '../model/diagnostic.ts';
import { formatPath } from '../model/json.ts';
import {
  interpolateText,
  type InterpolationError,
  type Lookup,
  type Mention,
} from './interpolate-text.ts';
import { placeOf } from './source-position.ts';
import type { ListNode, MapEntry, MapNode, Node, Origin, ScalarNode } from './tree.ts';

/** A variable that a file mentions, for `config --variables`. */
export interface VariableUse {
  readonly name: string;
  readonly required: boolean;
  readonly default?: string;
  readonly alternate?: string;
  readonly at?: Origin;
}

export interface InterpolatedTree {
  readonly node: Node;
  readonly diagnostics: readonly Diagnostic[];
  readonly variables: readonly VariableUse[];
}

/** Replaces the variables in all text values of a tree, never in keys; parts without any stay the same nodes. */
export function interpolate(node: Node, lookup: Lookup): InterpolatedTree {
  const pass: Pass = { lookup, path: [], errors: [], variables: [], unset: new Map() };
  const result = visit(pass, node);
  return {
    node: result,
    diagnostics: [...pass.errors, ...[...pass.unset.values()].map(unsetWarning)],
    variables: pass.variables,
  };
}

interface Pass {
  readonly lookup: Lookup;
  readonly path: (string | number)[];
  readonly errors: Diagnostic[];
  readonly variables: VariableUse[];
  readonly unset: Map<string, UnsetVariable>;
}

interface UnsetVariable {
  readonly name: string;
  readonly path: string;
  readonly places: Origin[];
}

function visit(pass: Pass, node: Node): Node {
  if (node.kind === 'scalar') return visitScalar(pass, node);
  return node.kind === 'map' ? visitMap(pass, node) : visitList(pass, node);
}

function visitMap(pass: Pass, node: MapNode): MapNode {
  let changed: Map<string, MapEntry> | undefined;
  for (const [key, entry] of node.entries) {
    pass.path.push(key);
    const value = visit(pass, entry.value);
    pass.path.pop();
    if (value === entry.value) continue;
    changed ??= new Map(node.entries);
    changed.set(key, { ...entry, value });
  }
  return changed ? { ...node, entries: changed } : node;
}

function visitList(pass: Pass, node: ListNode): ListNode {
  let changed: Node[] | undefined;
  for (const [index, item] of node.items.entries()) {
    pass.path.push(index);
    const value = visit(pass, item);
    pass.path.pop();
    if (value === item) continue;
    changed ??= [...node.items];
    changed[index] = value;
  }
  return changed ? { ...node, items: changed } : node;
}

function visitScalar(pass: Pass, node: ScalarNode): ScalarNode {
  if (typeof node.value !== 'string' || !node.value.includes('$')) return node;
  const result = interpolateText(node.value, pass.lookup);
  for (const mention of result.mentions) recordMention(pass, node, mention);
  if ('error' in result) {
    pass.errors.push(interpolationProblem(pass, node, result.error));
    return node;
  }
  return result.text === node.value ? node : { ...node, value: result.text };
}

function recordMention(pass: Pass, node: ScalarNode, mention: Mention): void {
  const { name, required } = mention;
  const at = originInside(node, mention.start, mention.end);
  pass.variables.push({
    name,
    required,
    ...(mention.default === undefined ? {} : { default: mention.default }),
    ...(mention.alternate === undefined ? {} : { alternate: mention.alternate }),
    at,
  });
  if (!mention.unset) return;
  const known = pass.unset.get(name);
  if (known) known.places.push(at);
  else pass.unset.set(name, { name, path: formatPath(pass.path), places: [at] });
}

/** The part of a value's text in its file, or the whole value where escapes or line folds moved the text. */
function originInside(node: ScalarNode, start: number, end: number): Origin {
  const { source, start: valueStart } = node.origin;
  const text = String(node.value);
  for (const textStart of [valueStart, valueStart + 1]) {
    const isVerbatim = source.text.startsWith(text, textStart);
    if (isVerbatim) return { source, start: textStart + start, end: textStart + end };
  }
  return node.origin;
}

const CODES = {
  'bad-expression': 'bad-interpolation',
  'missing-variable': 'missing-variable',
  'too-deep': 'interpolation-too-deep',
  'too-long': 'value-too-long',
} as const;

function interpolationProblem(pass: Pass, node: ScalarNode, error: InterpolationError): Diagnostic {
  return {
    code: CODES[error.kind],
    severity: 'error',
    message: error.message,
    path: formatPath(pass.path),
    at: placeOf(originInside(node, error.start, error.end)),
    ...hintFor(error),
  };
}

function hintFor({ kind }: InterpolationError): { readonly hint?: string } {
  if (kind === 'bad-expression') {
    return { hint: 'Write "$$" for a literal dollar sign, or use "${NAME}" or "${NAME:-default}"' };
  }
  if (kind === 'missing-variable') {
    return { hint: 'Set it in the environment or in the ".env" file' };
  }
  return {};
}

const SET_IT = 'Set it in the environment or ".env"';

/** Written `$NAME`, as a password with a dollar sign in it looks. */
const isBare = ({ source, start }: Origin): boolean => source.text[start + 1] !== '{';

const MOST_PLACES = 10;

function unsetWarning({ name, path, places }: UnsetVariable): Diagnostic {
  const [first, ...others] = places;
  return {
    code: 'unset-variable',
    severity: 'warning',
    message: `Variable "${name}" is not set; an empty text takes its place`,
    path,
    ...(first ? { at: placeOf(first) } : {}),
    ...(others.length > 0
      ? {
          related: others
            .slice(0, MOST_PLACES)
            .map((origin) => ({ message: 'also used here', at: placeOf(origin) })),
        }
      : {}),
    hint:
      first && isBare(first)
        ? `${SET_IT}; a dollar sign that begins no variable is written twice: "$$${name}"`
        : `${SET_IT}, or write "\${${name}:-}" if it may be empty`,
  };
}
