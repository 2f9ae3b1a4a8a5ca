/** Which trigger of `develop.watch` wants which changed path, and what that means for each service. */
import { posix } from 'node:path';
import type { WatchTrigger } from '../model/service.ts';

export interface WatchRule {
  readonly service: string;
  readonly trigger: WatchTrigger;
  /** Position in the service's list. */
  readonly index: number;
  /** Whether a change of this absolute path is to be acted upon; asked only for the trigger's path and what is below. */
  readonly takes: (path: string) => boolean;
}

/** A file or folder of this machine and its place in containers: to be copied when it is there, removed when it is gone. */
export interface FileCopy {
  readonly from: string;
  readonly to: string;
  /** The path that is watched. */
  readonly root: string;
}

/** What is to be done about one service, in the order of the fields. */
export interface Reaction {
  readonly service: string;
  readonly rebuilds: boolean;
  /** One for each place in the container, in the order of the changes. */
  readonly copies: readonly FileCopy[];
  readonly restarts: boolean;
  /** Rules whose `exec` is to run, once each. */
  readonly hooks: readonly WatchRule[];
}

/** The part of a path below a folder; empty for the folder itself, undefined outside. */
export function pathWithin(folder: string, path: string): string | undefined {
  if (path === folder) return '';
  const head = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(head) ? path.slice(head.length) : undefined;
}

/** One reaction for each service that the changes concern, in the order of the rules. */
export function reactionsTo(
  paths: readonly string[],
  rules: readonly WatchRule[],
): readonly Reaction[] {
  const services = [...new Set(rules.map(({ service }) => service))];
  return services.flatMap((service) => {
    const touched = rules
      .filter((rule) => rule.service === service)
      .map((rule) => ({ rule, taken: paths.filter((path) => wants(rule, path)) }))
      .filter(({ taken }) => taken.length > 0);
    return touched.length === 0 ? [] : [reactionOf(service, touched)];
  });
}

interface Touched {
  readonly rule: WatchRule;
  readonly taken: readonly string[];
}

const wants = (rule: WatchRule, path: string): boolean =>
  pathWithin(rule.trigger.path, path) !== undefined && rule.takes(path);

function reactionOf(service: string, touched: readonly Touched[]): Reaction {
  const has = (action: string): boolean =>
    touched.some(({ rule }) => rule.trigger.action === action);
  const rebuilds = has('rebuild');
  return {
    service,
    rebuilds,
    copies: copiesOf(touched),
    // a container that is made anew has read what the image brought; what is copied after that it has not
    restarts: has('sync+restart') || (has('restart') && !rebuilds),
    hooks: touched
      .filter(({ rule }) => rule.trigger.action === 'sync+exec')
      .map(({ rule }) => rule),
  };
}

/** Of several rules for one place the last one counts. */
function copiesOf(touched: readonly Touched[]): readonly FileCopy[] {
  const copies = new Map<string, FileCopy>();
  for (const { rule, taken } of touched)
    for (const from of taken) {
      const copy = copyOf(rule, from);
      if (copy !== undefined) copies.set(copy.to, copy);
    }
  return [...copies.values()];
}

/** Where a path belongs in containers; undefined for rules that copy nothing. */
export function copyOf({ trigger }: WatchRule, from: string): FileCopy | undefined {
  const { path: root, target, action } = trigger;
  if (target === undefined || !action.startsWith('sync')) return undefined;
  const below = pathWithin(root, from);
  if (below === undefined) return undefined;
  // a single file: a target that ends with a slash is the folder that it goes into
  const rest = below === '' && target.endsWith('/') ? posix.basename(root) : below;
  return { from, to: posix.join('/', target, rest).replace(/(.)\/$/, '$1'), root };
}
