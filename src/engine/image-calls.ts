/** The part of the port about images that are there. */
import { isEngineError } from '../model/engine-error.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedImage } from '../model/observed.ts';
import type { Cancel, Engine } from './engine.ts';
import { escapeReference } from './escape-path.ts';
import { listedReference, looksLikeId, splitReference } from './image-reference.ts';
import { parseImage } from './parse-answers.ts';
import { parseImageDetails } from './parse-details.ts';
import { fieldsOf, rowsOf, type Fields } from './read-fields.ts';
import { SHORT_CALL_MS, type Signalled, type Transport } from './transport.ts';

type ImageCalls = Pick<
  Engine,
  'listImages' | 'listProjectImages' | 'inspectImage' | 'removeImage' | 'tagImage'
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

/** Without tag and digest: with one of them the engine leaves the other out of its answer. */
const nameOf = (reference: string): string => splitReference(reference).name;

/** One list for all names; ids are asked for one by one, beside it. */
async function findImages(
  transport: Transport,
  references: readonly string[],
  options: Cancel,
): Promise<Readonly<Record<string, ObservedImage>>> {
  const named = references.filter((reference) => !looksLikeId(reference));
  const [listed, ...identified] = await Promise.all([
    named.length === 0 ? [] : listImages(transport, { reference: named.map(nameOf) }, options),
    ...references
      .filter(looksLikeId)
      .map(async (id) => [id, await observeImage(transport, id, options)] as const),
  ]);
  const byName = new Map(
    listed.flatMap((image) =>
      [...image.tags, ...image.digests].map((name) => [name, image] as const),
    ),
  );
  const found = named.map((name) => [name, byName.get(listedReference(name))] as const);
  return Object.fromEntries(
    [...found, ...identified].filter(
      (pair): pair is readonly [string, ObservedImage] => pair[1] !== undefined,
    ),
  );
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

async function observeImage(
  transport: Transport,
  id: string,
  options: Cancel,
): Promise<ObservedImage | undefined> {
  const answer = await inspectImage(transport, id, options);
  return answer && parseImage(answer);
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
