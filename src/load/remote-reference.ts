/** Addresses of Git repositories in the place of a file: `https://host/x.git#REF:FOLDER` and its like. */
import { posix } from 'node:path';

/** A file or folder of a repository at a ref; `folder` is empty for the top. */
export interface RemoteReference {
  readonly origin: string;
  /** `HEAD` unless the address names one. */
  readonly ref: string;
  readonly folder: string;
}

export type ReadRemote =
  | { readonly kind: 'git'; readonly reference: RemoteReference }
  | { readonly kind: 'unusable'; readonly why: string; readonly hint: string };

/** What an address stands for; undefined for a path of this machine. */
export function readRemote(text: string): ReadRemote | undefined {
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'oci') return unusable('is in a registry, which is not read yet', FETCH_YOURSELF);
  if (scheme === undefined && !SCP.test(text)) return undefined;
  const end = text.indexOf('#');
  const address = end < 0 ? text : text.slice(0, end);
  const origin = scheme === undefined ? address : scheme + address.slice(scheme.length);
  const why = scheme === undefined ? wrongScp(origin) : wrongUrl(origin, scheme);
  return why ?? readFragment(origin, end < 0 ? '' : text.slice(end + 1));
}

/** The address again, as short as it can be written. */
export function writeRemote({ origin, ref, folder }: RemoteReference): string {
  const shownRef = ref === DEFAULT_REF ? '' : ref;
  const path = folder === '' ? '' : `:${folder}`;
  return shownRef === '' && path === '' ? origin : `${origin}#${shownRef}${path}`;
}

/** An address with the login in it left out. */
export const withoutLogin = (text: string): string =>
  text.replace(/^([a-z]+:\/\/)[^/#:]*:[^/#]*@/i, '$1***@');

const DEFAULT_REF = 'HEAD';
const SCHEME = /^(oci|https?|git|ssh):\/\//i;
const SCP = /^[\w.-]+@[\w.-]+:/;
const FETCH_YOURSELF = 'Fetch it yourself, and name the local copy';
/** Git keeps these characters out of refs; `..` and `@{` mean something else to it. */
const REF = /^(?![-+/.])(?!.*(?:\.\.|@\{|\/\/))[^\s~^:?*[\\\p{Cc}]+$/u;

function wrongScp(origin: string): ReadRemote | undefined {
  const [host, path] = splitAt(origin, ':');
  const [user, name] = splitAt(host, '@');
  return wrongParts([user, name, path], path);
}

function wrongUrl(origin: string, scheme: string): ReadRemote | undefined {
  const [place, path] = splitAt(origin.slice(scheme.length + '://'.length), '/');
  const at = place.lastIndexOf('@');
  const user = at < 0 ? undefined : place.slice(0, at);
  if (user?.includes(':') === true) {
    return unusable('holds a password', 'Leave it out: git asks its credential helper, or use ssh');
  }
  if (origin.includes('?')) {
    return unusable('has a query', 'Name the ref and the folder as in "….git#REF:FOLDER"');
  }
  const host = place.slice(at + 1);
  const isWeb = scheme.startsWith('http');
  if (isWeb && !path.endsWith('.git') && !isOnGithub(host, path)) {
    return unusable('is not the address of a Git repository', 'Those end with ".git"');
  }
  return wrongParts([...(user === undefined ? [] : [user]), host, path], path);
}

const isOnGithub = (host: string, path: string): boolean =>
  host === 'github.com' && /^[^/]+\/[^/]+$/.test(path);

/** Programs would take what begins with a hyphen for an option. */
function wrongParts(parts: readonly string[], path: string): ReadRemote | undefined {
  const isSound = parts.every((part) => part !== '' && !part.startsWith('-'));
  return isSound && !/[\s\p{Cc}]/u.test(parts.join('')) && path !== '/'
    ? undefined
    : unusable('is not the address of a Git repository', FETCH_YOURSELF);
}

function readFragment(origin: string, fragment: string): ReadRemote {
  const [given, path] = splitAt(fragment, ':');
  const ref = given === '' ? DEFAULT_REF : given;
  if (!REF.test(ref)) {
    return unusable('names no valid ref', 'Name a branch, a tag or a full commit behind "#"');
  }
  if (!isInside(path)) {
    return unusable(
      'names a folder outside the repository',
      'Behind the ":" stands a path from the top of the repository, without ".."',
    );
  }
  const folder = posix.normalize(path).replace(/\/$/, '');
  return { kind: 'git', reference: { origin, ref, folder: folder === '.' ? '' : folder } };
}

const isInside = (path: string): boolean =>
  !/^[-/~]/.test(path) && !/[\\\p{Cc}]/u.test(path) && !path.split('/').includes('..');

const unusable = (why: string, hint: string): ReadRemote => ({ kind: 'unusable', why, hint });

function splitAt(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
