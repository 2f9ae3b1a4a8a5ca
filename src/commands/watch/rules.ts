/** The triggers of `develop.watch` as rules: what they take, what is not even looked at, what is wrong with them. */
import { resolve } from 'node:path';
import { contextDirectory, isRemote } from '../../apply/build-inputs.ts';
import { readIgnoreFile } from '../../engine/build-context.ts';
import { compilePatterns, type PathPatterns } from '../../engine/path-patterns.ts';
import { isBelowInnerLink } from '../../engine/watched-files.ts';
import { FileError, type Files } from '../../host/host.ts';
import type { Project } from '../../model/project.ts';
import type { Service, WatchTrigger } from '../../model/service.ts';
import { pathWithin, type WatchRule } from '../../plan/watch-reactions.ts';

export interface WatchedRule extends WatchRule {
  /** The rule takes neither the path nor anything below it. */
  readonly leavesOut: (path: string) => boolean;
}

/** Rules of all services, in the order of the files. Reads each service's .dockerignore. */
export function watchRules(project: Project, files: Files): readonly WatchedRule[] {
  return Object.entries(project.services).flatMap(([service, definition]) => {
    const triggers = definition.develop?.watch ?? [];
    if (triggers.length === 0) return [];
    const context = readContext(project, definition, files);
    return triggers.map((trigger, index) => {
      const filter = new Filter(trigger, {
        files,
        context,
        own: ownFiles(project, context, files),
      });
      return {
        service,
        trigger,
        index,
        takes: (path: string) => filter.takes(path),
        leavesOut: (path: string) => filter.leavesOut(path),
      };
    });
  });
}

interface BuildContext {
  readonly folder: string;
  readonly dockerfile: string;
  readonly ignored: PathPatterns;
  /** What decides over the build although it need not be part of it. */
  readonly deciding: readonly string[];
}

function readContext(project: Project, { build }: Service, files: Files): BuildContext | undefined {
  if (build === undefined || isRemote(build.context ?? '')) return undefined;
  const written = contextDirectory(build, { project });
  const dockerfile = resolve(written, build.dockerfile ?? 'Dockerfile');
  const lines = readIgnoreFile(written, dockerfile).split(/\r?\n/);
  return {
    // changes are told with real paths
    folder: realPath(written, files),
    dockerfile: realPath(dockerfile, files),
    ignored: compilePatterns(lines),
    deciding: [dockerfile, `${dockerfile}.dockerignore`, resolve(written, '.dockerignore')].map(
      (path) => realPath(path, files),
    ),
  };
}

/** What makes the project is no part of the program: it is not copied. */
const ownFiles = (
  { composeFiles }: Project,
  context: BuildContext | undefined,
  files: Files,
): ReadonlySet<string> =>
  new Set([
    ...composeFiles.map((path) => realPath(path, files)),
    ...(context === undefined ? [] : [context.dockerfile]),
  ]);

function realPath(path: string, files: Files): string {
  try {
    return files.realPath(path);
  } catch (error) {
    if (error instanceof FileError) return path;
    throw error;
  }
}

/** What editors write for a moment, and what version control keeps, as Docker Compose has it. */
const PASSING = compilePatterns([
  ...['**/.git', '**/.idea', '**/*___jb_old___', '**/*___jb_tmp___'],
  ...['**/.#*', '**/4913', '**/*~', '**/.*.swp', '**/.*.swx', '**/.*.swo', '**/.*.swn'],
]);

interface Surroundings {
  readonly files: Files;
  readonly context: BuildContext | undefined;
  readonly own: ReadonlySet<string>;
}

class Filter {
  readonly #trigger: WatchTrigger;
  readonly #surroundings: Surroundings;
  readonly #ignored: PathPatterns;
  readonly #included: PathPatterns | undefined;
  /** The trigger's path is a single file; kept for when it is gone. */
  #isFile: boolean;

  constructor(trigger: WatchTrigger, surroundings: Surroundings) {
    const { path, ignore = [], include = [] } = trigger;
    this.#trigger = trigger;
    this.#surroundings = surroundings;
    this.#ignored = compilePatterns(ignore);
    this.#included = include.length === 0 ? undefined : compilePatterns(include);
    this.#isFile = surroundings.files.stat(path)?.kind === 'file';
  }

  takes(path: string): boolean {
    const below = pathWithin(this.#trigger.path, path);
    if (below === undefined) return false;
    if (this.#decides(path)) return true;
    if (this.#isLeftOutOfImages(path) || this.#isOwn(path)) return false;
    if (below === '') return this.#isSingleFile();
    if (PASSING.matches(below) || this.#ignored.matches(below)) return false;
    return this.#included === undefined || this.#included.matches(below);
  }

  leavesOut(path: string): boolean {
    const { path: root } = this.#trigger;
    const below = pathWithin(root, path);
    if (below === undefined) return pathWithin(path, root) === undefined;
    if (below === '') return false;
    if (this.#leadsToDeciding(path)) return false;
    if (PASSING.matches(below)) return true;
    if (!this.#ignored.hasExceptions && this.#ignored.matches(below)) return true;
    const { context } = this.#surroundings;
    if (context?.ignored.hasExceptions === false && this.#isLeftOutOfImages(path)) return true;
    return isBelowInnerLink(path, root);
  }

  /** A rebuild looks at its Dockerfile wherever that is, and whether or not it is sent along. */
  #decides(path: string): boolean {
    const { context } = this.#surroundings;
    return this.#trigger.action === 'rebuild' && context?.deciding.includes(path) === true;
  }

  #leadsToDeciding(path: string): boolean {
    if (this.#trigger.action !== 'rebuild') return false;
    const { deciding = [] } = this.#surroundings.context ?? {};
    return deciding.some((file) => pathWithin(path, file) !== undefined);
  }

  #isLeftOutOfImages(path: string): boolean {
    const { context } = this.#surroundings;
    const inContext = context && pathWithin(context.folder, path);
    return (
      inContext !== undefined && inContext !== '' && context?.ignored.matches(inContext) === true
    );
  }

  #isOwn(path: string): boolean {
    return this.#trigger.action.startsWith('sync') && this.#surroundings.own.has(path);
  }

  #isSingleFile(): boolean {
    const now = this.#surroundings.files.stat(this.#trigger.path);
    if (now !== undefined) this.#isFile = now.kind === 'file';
    return this.#isFile;
  }
}
