/** The part of the port about files in containers. */
import { Readable } from 'node:stream';
import { isEngineError } from '../model/engine-error.ts';
import type { Engine } from './engine.ts';
import type { PathStat } from './inspect-answers.ts';
import { escapeId } from './escape-path.ts';
import { fieldsOf, numberOf, textOf } from './read-fields.ts';
import { readBytes } from './read-output.ts';
import { SHORT_CALL_MS, type Transport } from './transport.ts';

type ArchiveCalls = Pick<
  Engine,
  'putArchiveStream' | 'getArchive' | 'exportContainer' | 'statPath'
>;

export function archiveCalls(transport: Transport): ArchiveCalls {
  return {
    // oxlint-disable-next-line max-params -- the port's own
    putArchiveStream: async (
      id,
      path,
      tar,
      { signal, keepOwner = false, replaces = false } = {},
    ) => {
      const query = {
        path,
        ...(!replaces && { noOverwriteDirNonDir: true }),
        ...(keepOwner && { copyUIDGID: true }),
      };
      const request = { method: 'PUT', path: archivePath(id), query, signal };
      await transport.send({ ...request, file: Readable.from(tar, { objectMode: false }) });
    },
    getArchive: async (id, path, { signal } = {}) => {
      const request = { method: 'GET', path: archivePath(id), query: { path }, signal };
      const stream = (await transport.open(request)) as Readable;
      return readBytes(stream, { transport, request: `GET ${archivePath(id)}`, signal });
    },
    exportContainer: async (id, { signal } = {}) => {
      const request = { method: 'GET', path: `/containers/${escapeId(id)}/export`, signal };
      const stream = (await transport.open(request)) as Readable;
      return readBytes(stream, { transport, request: `GET ${request.path}`, signal });
    },
    statPath: async (id, path, { signal } = {}) => {
      const options = { query: { path }, signal, limitMs: SHORT_CALL_MS };
      try {
        const answer = await transport.open({ method: 'HEAD', path: archivePath(id), ...options });
        answer.resume();
        const header = 'headers' in answer ? answer.headers[STAT_HEADER] : undefined;
        return typeof header === 'string' ? parsePathStat(header) : undefined;
      } catch (error) {
        if (isEngineError(error, 'notFound')) return undefined;
        throw error;
      }
    },
  };
}

const archivePath = (id: string): string => `/containers/${escapeId(id)}/archive`;

const STAT_HEADER = 'x-docker-container-path-stat';
/** Bits of Go's file modes. */
const DIRECTORY = 2 ** 31;
const SYMLINK = 2 ** 27;

const hasBit = (mode: number, bit: number): boolean => Math.floor(mode / bit) % 2 === 1;

/** Base64 of JSON. */
export function parsePathStat(header: string): PathStat {
  const fields = fieldsOf(JSON.parse(Buffer.from(header, 'base64').toString('utf8')));
  const mode = numberOf(fields, 'mode');
  return {
    name: textOf(fields, 'name'),
    size: numberOf(fields, 'size'),
    isDirectory: hasBit(mode, DIRECTORY),
    isSymlink: hasBit(mode, SYMLINK),
    linkTarget: textOf(fields, 'linkTarget'),
  };
}
