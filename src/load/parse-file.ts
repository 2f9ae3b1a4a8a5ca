/** Text of a compose file → our tree. The only place that knows the YAML package. */
import { Composer, isAlias, isMap, isScalar, Lexer, Parser } from 'yaml';
import type { Alias, CST, Document, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import { checkText } from './check-text.ts';
import { LIMITS } from './limits.ts';
import { loosenIndentation, type LooseText } from './loosen-indentation.ts';
import { syntaxProblems } from './syntax-problems.ts';
import {
  list,
  map,
  scalar,
  type MapEntry,
  type MapNode,
  type MergeTag,
  type Node,
  type Origin,
  type ScalarNode,
  type SourceText,
} from './tree.ts';
import {
  aliasCycle,
  badTag,
  curlyQuotes,
  isInCurlyQuotes,
  escapedNul,
  duplicateKey,
  nonStringKey,
  notAMapping,
  tooDeep,
  tooManyDocuments,
  unknownAlias,
  unknownTag,
} from './yaml-diagnostics.ts';
import { addMerged, mergeSources, spend, stop, type Walk } from './yaml-walk.ts';
import { readScalar, readTag } from './yaml-scalar.ts';

export interface ParsedFile {
  /** The non-empty documents that could be read; all of them mappings. */
  readonly documents: readonly Node[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses every document of a file and reports all its problems; aliases and merge keys are expanded. */
export function parseFile(source: SourceText): ParsedFile {
  const refused = checkText(source);
  if (refused.length > 0) return { documents: [], diagnostics: refused };
  const strict = parseText(source, { text: source.text, toOriginal: (offset) => offset });
  if (!strict.diagnostics.some(isSyntaxProblem)) return strict;
  const loose = loosenIndentation(source.text);
  const second = loose && parseText(source, loose);
  return second && !second.diagnostics.some(isSyntaxProblem) ? second : strict;
}

const isSyntaxProblem = ({ code }: Diagnostic): boolean => code.startsWith('yaml-');

function parseText(source: SourceText, text: LooseText): ParsedFile {
  const tokens = tokenize(source, text);
  if (!Array.isArray(tokens)) return { documents: [], diagnostics: [tokens] };
  const documents: Node[] = [];
  const diagnostics: Diagnostic[] = [];
  let count = 0;
  for (const document of new Composer(COMPOSE_OPTIONS).compose(drain(tokens))) {
    count += 1;
    if (count > LIMITS.documents) {
      const start = text.toOriginal(document.range[0]);
      diagnostics.push(tooManyDocuments({ source, start, end: start + 3 }));
      break;
    }
    const syntax = syntaxProblems(source, originalErrors(document, text));
    diagnostics.push(...syntax);
    if (syntax.length > 0) continue;
    const walk = newWalk(source, text, diagnostics);
    documents.push(...convertDocument(walk, document));
  }
  return { documents, diagnostics };
}

/** Hands each token over once: a large file is not kept as tokens and as documents at the same time. */
function* drain(tokens: CST.Token[]): Generator<CST.Token> {
  tokens.reverse();
  for (let token = tokens.pop(); token; token = tokens.pop()) yield token;
}

/** All scalars stay text, so that their meaning is decided here and not by the package. */
const COMPOSE_OPTIONS = {
  version: '1.2',
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  merge: false,
  logLevel: 'silent',
} as const;

/**
 * Runs the package's own tokenizer, which does not recurse, and stops at the depth limit: what follows it
 * does recurse and can bring the process down.
 */
function tokenize(source: SourceText, { text, toOriginal }: LooseText): CST.Token[] | Diagnostic {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The document itself and a scalar being read are on the stack, too.
    if (parser.stack.length > LIMITS.depth + 2) {
      const start = toOriginal(Math.max(0, parser.offset - lexeme.length));
      return tooDeep({ source, start, end: start + lexeme.length });
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

const originalErrors = ({ errors }: Document.Parsed, { toOriginal }: LooseText) =>
  errors.map(({ code, message, pos }) => ({
    code,
    message,
    pos: [toOriginal(pos[0]), toOriginal(pos[1])] as const,
  }));

const newWalk = (source: SourceText, text: LooseText, diagnostics: Diagnostic[]): Walk => ({
  source,
  toOriginal: text.toOriginal,
  diagnostics,
  anchors: new Map(),
  curly: [],
  expanded: 0,
  written: 0,
  deepest: 0,
  stopped: false,
});

function convertDocument(walk: Walk, document: Document.Parsed): readonly Node[] {
  const content = document.contents;
  if (content === null) return [];
  const root = convert(walk, content, 0);
  if (walk.curly.length > 0) walk.diagnostics.push(curlyQuotes(walk.curly));
  if (walk.stopped) return [];
  if (root.kind === 'map') return [root];
  const isNothing = root.kind === 'scalar' && root.value === null;
  const found = root.kind === 'list' ? 'a list' : isNothing ? 'nothing' : 'a single value';
  walk.diagnostics.push(notAMapping(root.origin, found));
  return [];
}

function convert(walk: Walk, node: ParsedNode, depth: number): Node {
  const origin = originOf(walk, node);
  if (walk.stopped) return scalar(null, origin);
  if (isAlias(node)) return followAlias(walk, node, depth);
  const outerDeepest = walk.deepest;
  const sizeBefore = walk.expanded;
  walk.written += 1;
  walk.deepest = depth;
  spend(walk, 1, origin);
  const { anchor } = node;
  if (anchor) walk.anchors.set(anchor, { node: undefined, size: 0, height: 0 });
  const plain = isScalar(node)
    ? convertScalar(walk, node, origin)
    : convertCollection(walk, node, depth);
  const tag = mergeTag(walk, node, origin);
  const result = tag ? { ...plain, tag } : plain;
  if (anchor) {
    const size = walk.expanded - sizeBefore;
    walk.anchors.set(anchor, { node: result, size, height: walk.deepest - depth });
  }
  walk.deepest = Math.max(outerDeepest, walk.deepest);
  return result;
}

function followAlias(walk: Walk, alias: Alias.Parsed, depth: number): Node {
  const origin = originOf(walk, alias);
  const anchor = walk.anchors.get(alias.source);
  if (anchor === undefined) {
    walk.diagnostics.push(unknownAlias(origin, alias.source, [...walk.anchors.keys()]));
    return scalar(null, origin);
  }
  if (anchor.node === undefined) {
    walk.diagnostics.push(aliasCycle(origin, alias.source));
    return scalar(null, origin);
  }
  walk.written += 1;
  if (depth + anchor.height > LIMITS.depth) stop(walk, tooDeep(origin));
  walk.deepest = Math.max(walk.deepest, depth + anchor.height);
  spend(walk, anchor.size, origin);
  return anchor.node;
}

type Collection = YAMLMap.Parsed | YAMLSeq.Parsed;

function convertCollection(walk: Walk, node: Collection, depth: number): Node {
  if (isMap(node)) return convertMap(walk, node, depth);
  const items = node.items.map((item) => convert(walk, item, depth + 1));
  return list(items, originOf(walk, node));
}

function convertMap(walk: Walk, node: YAMLMap.Parsed, depth: number): Node {
  const own = new Map<string, MapEntry>();
  const merged: MapNode[] = [];
  let mergeKey: Origin | undefined;
  for (const { key, value } of node.items) {
    const keyOrigin = originOf(walk, key);
    const child = value ? convert(walk, value, depth + 1) : scalar(null, keyOrigin);
    if (isMergeKey(key)) {
      if (mergeKey) walk.diagnostics.push(duplicateKey('<<', keyOrigin, mergeKey));
      mergeKey ??= keyOrigin;
      merged.push(...mergeSources(walk, child, value ? originOf(walk, value) : keyOrigin));
      continue;
    }
    const name = keyText(walk, key, depth);
    if (name === undefined) continue;
    const first = own.get(name);
    if (first) walk.diagnostics.push(duplicateKey(name, keyOrigin, first.key));
    own.set(name, { key: keyOrigin, value: child });
  }
  addMerged(walk, own, merged);
  return map(own, originOf(walk, node));
}

/** A plain `<<`; in quotes it is a key like others. */
const isMergeKey = (key: ParsedNode): boolean =>
  isScalar(key) && key.value === '<<' && key.type === 'PLAIN' && key.tag === undefined;

function keyText(walk: Walk, key: ParsedNode, depth: number): string | undefined {
  const before = walk.diagnostics.length;
  const node = convert(walk, key, depth + 1);
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  if (walk.stopped || walk.diagnostics.length > before) return undefined;
  const written = node.kind === 'scalar' ? String(node.written ?? node.value) : `a ${node.kind}`;
  walk.diagnostics.push(nonStringKey(originOf(walk, key), written));
  return undefined;
}

function convertScalar(walk: Walk, node: Scalar.Parsed, origin: Origin): ScalarNode {
  const text = String(node.value);
  const read = readScalar({ text, tag: node.tag, isPlain: node.type === 'PLAIN' });
  if (read.badTag) walk.diagnostics.push(badTag(origin, read.badTag));
  if (node.type === 'PLAIN' && isInCurlyQuotes(text)) walk.curly.push(origin);
  if (text.includes('\0')) walk.diagnostics.push(escapedNul(origin));
  return typeof read.value === 'number'
    ? { kind: 'scalar', value: read.value, written: text, origin }
    : scalar(read.value, origin);
}

/** The tag if it steers merging; warns about tags that nobody knows. */
function mergeTag(walk: Walk, node: ParsedNode, origin: Origin): MergeTag | undefined {
  const { merge, unknown } = readTag(node.tag);
  if (unknown !== undefined) walk.diagnostics.push(unknownTag(origin, unknown));
  return merge;
}

const originOf = (walk: Walk, node: ParsedNode): Origin => ({
  source: walk.source,
  start: walk.toOriginal(node.range[0]),
  end: walk.toOriginal(node.range[1]),
});
