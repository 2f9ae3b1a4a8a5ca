/** The part of the port that moves images from and to registries. */
import type { Readable } from 'node:stream';
import { EngineError } from '../model/engine-error.ts';
import type { Engine, PullRequest, RegistryLogin, TransferProgress } from './engine.ts';
import { escapeReference } from './escape-path.ts';
import { splitReference } from './image-reference.ts';
import { fieldsOf, numberOf, textOf, type Fields } from './read-fields.ts';
import { readLines } from './read-lines.ts';
import { readBytes } from './read-output.ts';
import { streamError } from './translate-error.ts';
import type { RawRequest, Transport } from './transport.ts';

/** A registry may be far away. */
const REGISTRY_CALL_MS = 60_000;

type TransferCalls = Pick<Engine, 'pullImage' | 'pushImage' | 'resolveDigest'>;

export function transferCalls(transport: Transport): TransferCalls {
  return {
    resolveDigest: async ({ reference, login, signal }) => {
      const answer = await transport.send({
        method: 'GET',
        path: `/distribution/${escapeReference(reference)}/json`,
        headers: { 'X-Registry-Auth': encodeLogin(login ?? {}) },
        limitMs: REGISTRY_CALL_MS,
        signal,
      });
      return textOf(fieldsOf(fieldsOf(answer)['Descriptor']), 'digest');
    },
    pullImage: (request) => {
      const { fromImage, tag } = pullNames(request.reference);
      const platform = request.platform === undefined ? {} : { platform: request.platform };
      const query = { fromImage, tag, ...platform };
      return transfer(transport, request, { method: 'POST', path: '/images/create', query });
    },
    pushImage: (request) => {
      const { name, tag } = givenNames(request.reference);
      const path = `/images/${escapeReference(name)}/push`;
      return transfer(transport, request, {
        method: 'POST',
        path,
        query: { tag: tag ?? 'latest' },
      });
    },
  };
}

/** Never without a tag: the engine would fetch them all. */
function pullNames(reference: string): { readonly fromImage: string; readonly tag: string } {
  const { name, tag, digest } = givenNames(reference);
  return { fromImage: name, tag: digest ?? tag ?? 'latest' };
}

/** The name with its registry as given: the engine shortens by itself. */
function givenNames(reference: string): { name: string; tag?: string; digest?: string } {
  const { tag, digest } = splitReference(reference);
  const withoutDigest = reference.split('@', 1)[0] ?? reference;
  const name = tag === undefined ? withoutDigest : withoutDigest.slice(0, -(tag.length + 1));
  return { name, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

async function* transfer(
  transport: Transport,
  { signal, login }: PullRequest,
  request: RawRequest,
): AsyncGenerator<TransferProgress> {
  const label = `${request.method} ${request.path}`;
  const headers = { 'X-Registry-Auth': encodeLogin(login ?? {}) };
  const stream = (await transport.open({ ...request, signal, headers })) as Readable;
  for await (const line of readLines(readBytes(stream, { transport, request: label, signal }))) {
    const fields = parseLine(line, label);
    const failure = failureOf(fields);
    if (failure !== undefined) throw streamError(label, failure);
    const status = textOf(fields, 'status');
    if (status !== '') yield progressOf(fields, status);
  }
}

/** URL-safe base64 with its padding: without it the engine takes the call for an anonymous one, silently. */
export function encodeLogin(
  login: RegistryLogin | Readonly<Record<string, RegistryLogin>>,
): string {
  return Buffer.from(JSON.stringify(login))
    .toString('base64')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** One object of a stream of progress. */
export function parseLine(line: string, request: string): Fields {
  try {
    return fieldsOf(JSON.parse(line));
  } catch (cause) {
    const text = `the engine sent a line that is not JSON: ${line.slice(0, 200)}`;
    throw new EngineError({ kind: 'rejected', request, text, cause });
  }
}

/** What went wrong, if the line says so; `error` is how old engines put it. */
export function failureOf(fields: Fields): string | undefined {
  const message = textOf(fieldsOf(fields['errorDetail']), 'message') || textOf(fields, 'error');
  return message === '' ? undefined : message;
}

function progressOf(fields: Fields, status: string): TransferProgress {
  const layer = textOf(fields, 'id');
  const detail = fieldsOf(fields['progressDetail']);
  return {
    // The first line of a pull carries the tag where the others have the layer.
    ...(layer !== '' && !status.startsWith('Pulling from') && { layer }),
    status,
    ...('current' in detail && { current: numberOf(detail, 'current') }),
    ...('total' in detail && { total: numberOf(detail, 'total') }),
  };
}
