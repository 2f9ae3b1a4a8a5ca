/** The part of the port about images that are there. */
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedImage } from '../model/observed.ts';
import type { Cancel, CommitRequest, Engine } from './engine.ts';
import { escapeReference } from './escape-path.ts';
import { listedReference, looksLikeId, splitReference } from './image-reference.ts';
import { parseImage } from './parse-answers.ts';
import { parseImageDetails } from './parse-details.ts';
import { fieldsOf, rowsOf, textOf, type Fields } from './read-fields.ts';
import { SHORT_CALL_MS, type Signalled, type Transport } from './transport.ts';

type ImageCalls = Pick<
  Engine,
  | 'listImages'
  | 'listProjectImages'
  | 'inspectImage'
  | 'commitContainer'
  | 'removeImage'
  | 'tagImage'
>;

export function imageCalls(transport: Transport): ImageCalls {
  return {
    listImages: (references, options = {}) => findImages(transport, references, options),
    listProjectImages: (project, { signal } = {}) =>
      listImages(transport, { label: [`${LABEL.project}=${project}`] }, { signal }),
    inspectImage: async (reference, options = {}) => {
      const answer = await inspectImage(transport, reference, options);
      return answer && parseImageDetails(answer);
    },
    commitContainer: async (id, { signal, ...request }) => {
      const query = { container: id, ...commitQuery(request) };
      const answer = await transport.send({ method: 'POST', path: '/commit', query, signal });
      return textOf(fieldsOf(answer), 'Id');
    },
    removeImage: async (reference, { signal } = {}) => {
      await transport.ask(`DELETE /images/${reference}`, { signal }, (docker, parameters) =>
        docker.getImage(escapeReference(reference)).remove(parameters),
      );
    },
    tagImage: async (source, target, { signal } = {}) => {
      const { name, tag = 'latest' } = splitReference(target);
      const options = { signal, query: { repo: name, tag } };
      await transport.ask(`POST /images/${source}/tag`, options, (docker, parameters) =>
        docker.getImage(escapeReference(source)).tag(parameters),
      );
    },
  };
}

function commitQuery({
  reference,
  author,
  message,
  changes = [],
  pause,
}: CommitRequest): Readonly<Record<string, unknown>> {
  const { name, tag = 'latest' } = splitReference(reference ?? '');
  return {
    pause: pause ? 1 : 0,
    ...(reference === undefined ? {} : { repo: name, tag }),
    ...(author === undefined ? {} : { author }),
    ...(message === undefined ? {} : { comment: message }),
    ...(changes.length === 0 ? {} : { changes }),
  };
}

/** Without tag and digest: with one of them the engine leaves the other out of its answer. */
const nameOf = (reference: string): string => splitReference(reference).name;

type FoundImage = readonly [reference: string, image: ObservedImage | undefined];

/** An engine goes through all its images for a list, which takes ten times as long as a look at one. */
const MOST_ASKED_ALONE = 3;

/** One list for many names; a few, and ids, are asked for one by one, all at once. */
async function findImages(
  transport: Transport,
  references: readonly string[],
  options: Cancel,
): Promise<Readonly<Record<string, ObservedImage>>> {
  const named = references.filter((reference) => !looksLikeId(reference));
  const together = named.length > MOST_ASKED_ALONE ? named : [];
  const alone = references.filter((reference) => !together.includes(reference));
  const [listed, ...looked] = await Promise.all([
    together.length === 0 ? [] : findListed(transport, together, options),
    ...alone.map((reference) => findAlone(transport, reference, options)),
  ]);
  return Object.fromEntries(
    [...listed, ...looked].filter(
      (pair): pair is readonly [string, ObservedImage] => pair[1] !== undefined,
    ),
  );
}

async function findListed(
  transport: Transport,
  names: readonly string[],
  options: Cancel,
): Promise<readonly FoundImage[]> {
  const listed = await listImages(transport, { reference: names.map(nameOf) }, options);
  const byName = new Map(
    listed.flatMap((image) =>
      [...image.tags, ...image.digests].map((name) => [name, image] as const),
    ),
  );
  return names.map((name) => [name, byName.get(listedReference(name))]);
}

async function findAlone(
  transport: Transport,
  reference: string,
  options: Cancel,
): Promise<FoundImage> {
  const asked = looksLikeId(reference) ? reference : listedReference(reference);
  const answer = await inspectImage(transport, asked, options);
  return [reference, answer && parseImage(answer)];
}

async function listImages(
  transport: Transport,
  filters: Readonly<Record<string, readonly string[]>>,
  { signal }: Signalled,
): Promise<readonly ObservedImage[]> {
  const options = { signal, limitMs: SHORT_CALL_MS, query: { filters } };
  const rows = await transport.ask('GET /images/json', options, (docker, parameters) =>
    docker.listImages(parameters),
  );
  return rowsOf(rows).map(parseImage);
}

async function inspectImage(
  transport: Transport,
  id: string,
  { signal }: Cancel,
): Promise<Fields | undefined> {
  const path = `/images/${escapeReference(id)}/json`;
  try {
    const answer = await transport.send({ method: 'GET', path, signal, limitMs: SHORT_CALL_MS });
    return fieldsOf(answer);
  } catch (error) {
    if (isEngineError(error, 'notFound')) return undefined;
    throw error;
  }
}
