/** Images pinned to what their registries hold now, for `config`. */
import { imageWithDigest } from '../engine/image-reference.ts';
import type { Project } from '../model/project.ts';
import type { Service } from '../model/service.ts';
import type { Context } from './context.ts';
import { UserError } from './context.ts';

/** The project with a digest behind every image; the engine asks the registries, all at once. */
export async function withDigests(project: Project, context: Context): Promise<Project> {
  const images = Object.values(project.services).flatMap(({ image }) => image || []);
  const pinned = await pinAll(new Set(images), context);
  return mapServices(project, (service) =>
    service.image ? { ...service, image: pinned.get(service.image) ?? service.image } : service,
  );
}

/** Only the images, as a file to merge over the others. */
export function onlyImages(project: Project): Project {
  const images = mapServices(project, ({ image }) => (image ? { image } : {}));
  const nothing = {
    networks: {},
    volumes: {},
    secrets: {},
    configs: {},
    models: {},
    extensions: {},
  };
  return { ...images, ...nothing, name: '' as Project['name'] };
}

async function pinAll(
  images: ReadonlySet<string>,
  context: Context,
): Promise<ReadonlyMap<string, string>> {
  if (images.size === 0) return new Map();
  const { registryLogin } = await import('../engine/registry-login.ts');
  const { host, signal } = context;
  const engine = await context.engine();
  const pin = async (image: string): Promise<readonly [string, string]> => {
    const isPinned = image.includes('@');
    if (isPinned) return [image, imageWithDigest(image, '')];
    const login = await registryLogin(host, image, signal);
    const request = { reference: image, signal, ...(login && { login }) };
    const digest = await engine.resolveDigest(request).catch((error: unknown) => {
      throw new UserError(`failed to resolve digest for ${image}: ${wordsOf(error)}`);
    });
    return [image, imageWithDigest(image, digest)];
  };
  return new Map(await Promise.all([...images].map(pin)));
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function mapServices(project: Project, edit: (service: Service) => Service): Project {
  const services = Object.create(null) as Record<string, Service>;
  for (const [name, service] of Object.entries(project.services)) services[name] = edit(service);
  return { ...project, services };
}
