import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { castScalars } from './cast.ts';
import { interpolate } from './interpolate.ts';
import type { VariableUse } from './interpolate.ts';
import { LIMITS } from './limits.ts';
import type { LoadRequest } from './load-request.ts';
import { parseFile } from './parse-file.ts';
import { problemAt } from './problem.ts';
import type { Problem } from './problem.ts';
import type { Environment } from './project-environment.ts';
import { readText } from './read-text.ts';
import type { ReadFailure, Sources } from './read-text.ts';
import { leavesCopy } from './locate-file.ts';
import type { ComposeFile } from './locate-file.ts';
import type { RemoteReference } from './remote-reference.ts';
import { placeOf } from './source-position.ts';
import type { Node, Origin } from './tree.ts';

/** What relative paths and variables of some files mean. */
export interface Scope {
  /** Absolute. */
  readonly workingDir: string;
  readonly environment: Environment;
  /** Files whose `include` led here, outermost first. */
  readonly includedBy: readonly string[];
}

/** A file to load, and the value that names it when it was not the user. */
export interface WantedFile extends ComposeFile {
  readonly from?: Origin;
}

/** A remote file that this machine has no copy of. */
export interface MissingRemote {
  readonly reference: RemoteReference;
  /** What names it; absent when the user did. */
  readonly at?: Place;
}

/** One load: what it has read and found so far. Each file is read and parsed once. */
export class LoadSession {
  readonly request: LoadRequest;
  readonly diagnostics: Diagnostic[] = [];
  readonly variables: VariableUse[] = [];
  readonly missing: MissingRemote[] = [];
  /** What a service extends: what is wrong there is wrong here, too. */
  readonly heirs = new Map<string, string>();
  /** Variables that secrets and configs of included files take from an environment of their own. */
  readonly lent = new Map<string, string>();
  readonly #parsed = new Map<string, readonly Node[]>();
  readonly #reported = new Set<string>();
  #loads = 0;

  constructor(request: LoadRequest) {
    this.request = request;
  }

  /** Adds what was not reported before: stages look at the same nodes more than once. */
  report(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) {
      const key = JSON.stringify([diagnostic.code, diagnostic.message, diagnostic.at]);
      if (this.#reported.has(key)) continue;
      this.#reported.add(key);
      this.diagnostics.push(diagnostic);
    }
  }

  /** The documents of a file as written; none when it cannot be read, which is reported. */
  parse(file: WantedFile): readonly Node[] {
    const known = this.#parsed.get(file.path);
    if (known) return known;
    const documents = this.#read(file);
    this.#parsed.set(file.path, documents);
    return documents;
  }

  /** The documents of a file with variables filled in and texts cast. */
  prepare(file: WantedFile, scope: Scope): readonly Node[] {
    return this.parse(file).map((document) => this.#fill(document, scope));
  }

  /** Counts a file that another file asked for; false, and a problem, when there are too many. */
  mayLoad(from: Origin): boolean {
    this.#loads += 1;
    if (this.#loads <= LIMITS.fileLoads) return true;
    this.report([
      problemAt(from, {
        code: 'too-many-files',
        message: `More than ${LIMITS.fileLoads} files are loaded by "include" and "extends"`,
      }),
    ]);
    return false;
  }

  #read(file: WantedFile): readonly Node[] {
    if (file.path === '-') return this.#parseText({ file: '-', path: this.request.cwd });
    const { path, shown } = file;
    if (file.missing) this.#miss(file.missing, file.from);
    const problem = file.problem ?? (leavesCopy(this.request, path) ? leadsOut(shown) : undefined);
    if (problem) {
      this.report([problemAt(file.from, problem)]);
      return [];
    }
    const result = readText(this.request.sources, { path, shown, mayBePipe: !file.from });
    if ('source' in result) return this.#parseText({ file: shown, path }, result.source.text);
    this.report([problemAt(file.from, unreadable(file, result.failure, this.request.sources))]);
    return [];
  }

  #miss(reference: RemoteReference, from: Origin | undefined): void {
    this.missing.push({ reference, ...(from && { at: placeOf(from) }) });
  }

  #parseText(
    place: { readonly file: string; readonly path: string },
    text: string = this.request.stdin ?? '',
  ): readonly Node[] {
    const { documents, diagnostics } = parseFile({ ...place, text });
    this.report(diagnostics);
    return documents;
  }

  #fill(document: Node, scope: Scope): Node {
    if (this.request.interpolate === false) return document;
    const filled = interpolate(document, (name) => scope.environment.get(name));
    const cast = castScalars(filled.node);
    this.report(filled.diagnostics.filter((diagnostic) => this.#isNews(diagnostic)));
    this.report(cast.diagnostics);
    this.variables.push(...filled.variables);
    return cast.node;
  }

  // An unset variable is told once for all files.
  #isNews(diagnostic: Diagnostic): boolean {
    if (diagnostic.severity === 'error') return true;
    const key = `${diagnostic.code} ${diagnostic.message}`;
    if (this.#reported.has(key)) return false;
    this.#reported.add(key);
    return true;
  }
}

/** A file that the user named is told as the system would; one that a file names, with where it was looked for. */
function unreadable({ path, shown, from }: WantedFile, failure: ReadFailure, sources: Sources) {
  const { code, why } = failure;
  if (code !== 'file-not-found') return { code, message: `The file "${shown}" ${why}` };
  const twin = otherEnding(path);
  const isThere = twin !== undefined && sources.stat(twin)?.kind === 'file';
  const near = isThere ? { hint: `There is "${otherEnding(shown) ?? ''}"` } : {};
  if (!from) return { code, message: `open ${path}: no such file or directory`, ...near };
  return { code, message: `The file "${shown}" ${why}`, hint: `Looked for "${path}"`, ...near };
}

/** `x.yml` for `x.yaml`, and the other way round. */
function otherEnding(path: string): string | undefined {
  if (path.endsWith('.yml')) return path.replace(/yml$/, 'yaml');
  return path.endsWith('.yaml') ? path.replace(/yaml$/, 'yml') : undefined;
}

const leadsOut = (shown: string): Problem => ({
  code: 'remote-file',
  message: `"${shown}" is a link that leads out of the copy of its repository`,
});
