import type { Command, Flags } from '../cli/command.ts';
import type { ImageDetails } from '../engine/inspect-answers.ts';
import { splitReference } from '../engine/image-reference.ts';
import type { ObservedContainer } from '../model/observed.ts';
import {
  type ContainerImage,
  renderImageIds,
  renderImagesJson,
  renderImagesTable,
} from '../render/images-view.ts';
import type { Context } from './context.ts';
import { readTableOrJson } from './format-flag.ts';
import { findContainers, type FoundContainers } from './project-containers.ts';

const flags = {
  format: {
    kind: 'string',
    value: 'FORMAT',
    default: 'table',
    text: 'Output format',
    choices: ['table', 'json'],
  },
  quiet: { kind: 'boolean', short: 'q', text: 'Only ids' },
} as const satisfies Flags;

/** All containers count, stopped ones too; each image is inspected once. */
export const command: Command<Context, typeof flags> = {
  name: 'images',
  summary: 'List the images of containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    const format = readTableOrJson(given.format);
    const { stdout, clock } = context.host;
    const found = await findContainers(context, { services: args, all: true });
    const images = await imagesOf(found, context.signal);
    if (given.quiet === true) await stdout.write(renderImageIds(images));
    else if (format === 'json') await stdout.write(renderImagesJson(images));
    else await stdout.write(renderImagesTable(images, clock.now()));
    return 0;
  },
};

async function imagesOf(
  { engine, containers }: FoundContainers,
  signal: AbortSignal,
): Promise<readonly ContainerImage[]> {
  const ids = [...new Set(containers.map(({ imageId }) => imageId))];
  const details = await Promise.all(
    ids.map(async (id) => [id, await engine.inspectImage(id, { signal })] as const),
  );
  const byId = new Map(details);
  return containers.map((container) => rowOf(container, byId.get(container.imageId)));
}

const NONE = '<none>';

/** An image that is gone from the engine keeps its name and id. */
function rowOf(container: ObservedContainer, image: ImageDetails | undefined): ContainerImage {
  const { lastTagTime } = image ?? {};
  return {
    container: container.name,
    ...nameOf(container, image),
    id: image?.id ?? container.imageId,
    platform: image?.platform ?? 'N/A',
    size: image?.size ?? 0,
    ...(lastTagTime === undefined ? {} : { lastTagTime }),
  };
}

/** The container's own reference; where that is a bare id, the image's first tag. */
function nameOf(
  { image: reference, imageId }: ObservedContainer,
  image: ImageDetails | undefined,
): Pick<ContainerImage, 'repository' | 'tag'> {
  const isId = bare(imageId).startsWith(bare(reference));
  const named = isId ? image?.tags[0] : reference;
  if (named === undefined) return { repository: NONE, tag: NONE };
  const { name, tag = 'latest' } = splitReference(named);
  return { repository: name, tag };
}

const bare = (id: string): string => id.replace('sha256:', '');
