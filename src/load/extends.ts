/** Services that take over another service's definition. Works on one document, before merging. */
import { posix } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { suggest } from '../model/suggest.ts';
import { canonicalModel } from './canonical.ts';
import { LIMITS } from './limits.ts';
import { dropTags, mergeModels, mergeService } from './merge.ts';
import { editServicePaths } from './model-paths.ts';
import { editEntries, mapAt, scalarLike, textOf, withValue, withoutKeys } from './node-edit.ts';
import { expandHome, isAbsolutePath } from './paths.ts';
import { problemAt } from './problem.ts';
import type { LoadSession, Scope } from './session.ts';
import { locateFile } from './locate-file.ts';
import { trailOf } from './trail.ts';
import type { MapNode, Node } from './tree.ts';
import { childOf } from './tree.ts';

/** A document, or the documents of a file, in which services look for the one they extend. */
interface Home {
  readonly file: string;
  readonly services: MapNode | undefined;
  /** Absolute: what relative paths of these services start from. */
  readonly directory: string;
  readonly done: Map<string, Node | undefined>;
}

interface Link {
  readonly home: Home;
  readonly service: string;
}

/** The document with every `extends` of its services resolved; services it imports may be extended too. */
export function applyExtends(
  document: MapNode,
  imported: Node | undefined,
  { session, scope }: { readonly session: LoadSession; readonly scope: Scope },
): MapNode {
  const services = mapAt(childOf(document, 'services'));
  if (!services || ![...services.entries.values()].some((item) => childOf(item.value, 'extends'))) {
    return document;
  }
  const candidates = new Map([
    ...(mapAt(childOf(imported, 'services'))?.entries ?? []),
    ...services.entries,
  ]);
  const home: Home = {
    file: document.origin.source.file,
    services: { ...services, entries: candidates },
    directory: scope.workingDir,
    done: new Map(),
  };
  const resolver = new Resolver(session, scope);
  const resolved = editEntries(services, (_, name) =>
    resolver.resolve({ home, service: name }, []),
  );
  return withValue(document, 'services', resolved);
}

class Resolver {
  readonly #session: LoadSession;
  readonly #scope: Scope;
  readonly #homes = new Map<string, Home>();

  constructor(session: LoadSession, scope: Scope) {
    this.#session = session;
    this.#scope = scope;
  }

  /** The service with all that it inherits; undefined when it does not exist. */
  resolve(link: Link, chain: readonly Link[]): Node | undefined {
    const { home, service } = link;
    if (home.done.has(service)) return home.done.get(service);
    const node = childOf(home.services, service);
    const extended = childOf(node, 'extends');
    const result =
      node?.kind === 'map' && extended ? this.#extend(node, extended, [...chain, link]) : node;
    home.done.set(service, result);
    return result;
  }

  #extend(node: MapNode, extended: Node, chain: readonly Link[]): Node {
    const own = withoutKeys(node, ['extends']);
    const wanted = extended.tag === 'reset' ? undefined : this.#find(extended, chain);
    if (wanted) this.#session.heirs.set(chain.at(-1)?.service ?? '', wanted.service);
    const base = wanted && this.resolve(wanted, chain);
    const plain = base && dropTags(base);
    if (!wanted || !plain) return own;
    const { home } = chain.at(-1) as Link;
    const isNear = wanted.home === home;
    const rebased = isNear ? plain : rebase(plain, wanted.home.directory, home.directory);
    const options = { diagnostics: this.#session.diagnostics, keepTags: true };
    // Found where the extending service stands, not where its base does.
    return { ...mergeService(rebased, own, options), origin: node.origin };
  }

  /** The service that the last of the chain extends; undefined after a problem was reported. */
  #find(extended: Node, chain: readonly Link[]): Link | undefined {
    const link = chain.at(-1) as Link;
    const service = textOf(extended) ?? textOf(childOf(extended, 'service'));
    if (service === undefined) return this.#report(noService(extended, link));
    const file = childOf(extended, 'file');
    const home = textOf(file) === undefined ? link.home : this.#load(file as Node, link.home);
    if (!home) return undefined;
    const wanted = { home, service };
    const start = chain.findIndex((known) => known.home === home && known.service === service);
    if (start >= 0) return this.#report(circular(extended, [...chain.slice(start), wanted]));
    if (!childOf(home.services, service)) return this.#report(notFound(extended, link, wanted));
    if (chain.length > LIMITS.extendsDepth) return this.#report(tooDeep(extended, link));
    return wanted;
  }

  #load(at: Node, from: Home): Home | undefined {
    const { request } = this.#session;
    const file = locateFile(request, expandHome(textOf(at) ?? '', request.home), from.directory);
    const { path, shown } = file;
    const known = this.#homes.get(path);
    if (known) return known;
    if (!this.#session.mayLoad(at.origin)) return undefined;
    const documents = this.#session.prepare({ ...file, from: at.origin }, this.#scope);
    const { diagnostics } = this.#session;
    const model = documents.reduce<Node | undefined>(
      (merged, document) =>
        merged ? mergeModels(merged, document, { diagnostics, keepTags: true }) : document,
      undefined,
    );
    if (!model) return undefined;
    const canonical = canonicalModel(model, { diagnostics, raw: request.interpolate === false });
    const services = mapAt(childOf(canonical, 'services'));
    const home = { file: shown, services, directory: posix.dirname(path), done: new Map() };
    this.#homes.set(path, home);
    return home;
  }

  #report(diagnostic: Diagnostic): undefined {
    this.#session.report([diagnostic]);
  }
}

/** Paths relative to one directory made relative to another. */
function rebase(service: Node, from: string, to: string): Node {
  const prefix = posix.relative(to, from);
  const withContext = withDefaultContext(service);
  if (prefix === '') return withContext;
  return editServicePaths(withContext, (path) =>
    isAbsolutePath(path) || path.startsWith('~') ? path : posix.join(prefix, path),
  );
}

// The default context is the directory of the file that says "build".
function withDefaultContext(service: Node): Node {
  const build = childOf(service, 'build');
  if (service.kind !== 'map' || build?.kind !== 'map' || build.entries.has('context'))
    return service;
  return withValue(service, 'build', withValue(build, 'context', scalarLike(build, '.')));
}

const noService = (node: Node, link: Link): Diagnostic =>
  problemAt(node.origin, {
    code: 'extends-without-service',
    message: `"extends" of service "${link.service}" names no service`,
    trail: trailOf('services', link.service, 'extends'),
  });

function notFound(node: Node, link: Link, wanted: Link): Diagnostic {
  const { home, service } = wanted;
  const known = suggest(service, [...(home.services?.entries.keys() ?? [])]);
  const why = home.services ? `has no service "${service}"` : 'has no services';
  return problemAt(childOf(node, 'service')?.origin ?? node.origin, {
    code: 'unknown-extended-service',
    message: `Service "${link.service}" cannot extend "${service}": "${home.file}" ${why}`,
    trail: trailOf('services', link.service, 'extends'),
    hint: known && `Did you mean "${known}"?`,
  });
}

const tooDeep = (node: Node, link: Link): Diagnostic =>
  problemAt(node.origin, {
    code: 'too-deep',
    message: `More than ${LIMITS.extendsDepth} services extend each other in a row`,
    trail: trailOf('services', link.service, 'extends'),
  });

function circular(node: Node, chain: readonly Link[]): Diagnostic {
  const path = chain.map(({ home, service }) => `${service} (${home.file})`).join(' -> ');
  return problemAt(node.origin, {
    code: 'circular-extends',
    message: `Services extend each other in a circle: ${path}`,
    trail: trailOf('services', chain[0]?.service ?? '', 'extends'),
  });
}
