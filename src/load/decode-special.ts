import { compareBytes } from '../model/go-json.ts';
import type { Build, Ulimit } from '../model/service.ts';
import { fail, integer, record, scalarText, text, texts, wholeNumber } from './decode.ts';
import type { Decode } from './decode.ts';
import { isNull, textOf } from './node-edit.ts';

/** One value, or a list of them. */
export const oneOrMore: Decode<readonly string[]> = (node, at) => {
  if (node.kind === 'scalar') return isNull(node) ? [] : [scalarText(node)];
  return texts(node, at);
};

export const unique =
  (decode: Decode<readonly string[]>): Decode<readonly string[]> =>
  (node, at) => {
    const values = decode(node, at);
    return values && [...new Set(values)];
  };

/** `all` is -1. */
export const decodeCount: Decode<number> = (node, at) => {
  const written = textOf(node);
  return written?.toLowerCase() === 'all' ? -1 : integer(node, at);
};

const softAndHard = record<{ soft?: number; hard?: number }>({
  soft: wholeNumber,
  hard: wholeNumber,
});

export const decodeUlimit: Decode<Ulimit> = (node, at) =>
  node.kind === 'map' ? softAndHard(node, at) : wholeNumber(node, at);

/** A text alone runs in a shell. */
export const decodeTest: Decode<readonly string[]> = (node, at) => {
  const written = node.kind === 'scalar' ? text(node, at) : undefined;
  return written === undefined ? texts(node, at) : ['CMD-SHELL', written];
};

/** Only the agent, `default`, may stand without a path. */
export const decodeSsh: Decode<NonNullable<Build['ssh']>> = (node, at) => {
  if (node.kind !== 'map') return undefined;
  return [...node.entries].map(([id, { value }]) => {
    const path = value.kind === 'scalar' && !isNull(value) ? scalarText(value) : '';
    if (path === '' && id !== 'default') {
      fail(value, at, {
        code: 'ssh-key-without-path',
        message: `The SSH key "${id}" has no path`,
        hint: 'Write "id=path", or "default" for the agent',
      });
    }
    return path === '' ? { id } : { id, path };
  });
};

/** Sorted `host=ip` items; an item may name several addresses, separated by commas. */
export const decodeHosts: Decode<readonly string[]> = (node, at) => {
  if (node.kind !== 'list') return undefined;
  const hosts: (readonly [string, string])[] = [];
  for (const item of node.items) {
    const written = text(item, at) ?? '';
    const parsed = splitHost(written);
    if (typeof parsed === 'string') {
      fail(item, at, { code: 'bad-host', message: parsed, hint: 'Write "host=address"' });
    } else {
      hosts.push(...parsed);
    }
  }
  return [...new Set(hosts.map(([host, ip]) => `${host}=${ip}`))].toSorted(compareBytes);
};

function splitHost(written: string): readonly (readonly [string, string])[] | string {
  const separator = written.includes('=') ? '=' : ':';
  const at = written.indexOf(separator);
  if (at < 0) return `The host "${written}" has no address`;
  const host = written.slice(0, at);
  if (host === '' || host.includes(':')) return `"${host}" is not a host name`;
  return written
    .slice(at + 1)
    .split(',')
    .map((ip) => [host, ip.replace(/^\[(.*)\]$/, '$1')] as const);
}
