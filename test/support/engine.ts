/** What every test on the real engine needs: a connection, and projects that leave nothing behind. */
import { randomBytes, randomInt } from 'node:crypto';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import type { ContainerBody, ContainerRequest } from '../../src/model/engine-api.ts';
import { LABEL } from '../../src/model/labels.ts';

export const busyboxImage = 'busybox';

export interface TestEngineOptions {
  /** Socket of a proxy in front of the engine. */
  readonly socket?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The engine that the tests use, or the one behind a socket. */
export function testEngine(options: TestEngineOptions = {}): Engine & Disposable {
  const host = options.socket === undefined ? undefined : `unix://${options.socket}`;
  const engine = connectEngine({
    env: { ...process.env, ...options.env },
    home: process.env['HOME'] ?? '/root',
    platform: process.platform,
    files: nodeFiles,
    flags: host === undefined ? {} : { host },
  });
  return { ...engine, [Symbol.dispose]: () => engine.close() };
}

export interface TestProject extends AsyncDisposable {
  readonly name: string;
  /** The project's label as a filter. */
  readonly label: string;
  readonly engine: Engine;
  /** A request for a container of this project; `name` is put behind the project's. */
  request(name: string, body?: Partial<ContainerBody>): ContainerRequest;
  /** Creates one and gives its id. */
  create(name: string, body?: Partial<ContainerBody>): Promise<string>;
}

/** A project with a name of its own. Everything with its label is removed at the end of the scope. */
export function testProject(prefix: string, engine: Engine = testEngine()): TestProject {
  const name = `${prefix}-${randomBytes(4).toString('hex')}`;
  const label = `${LABEL.project}=${name}`;
  const request = (container: string, body: Partial<ContainerBody> = {}): ContainerRequest => ({
    name: `${name}-${container}`,
    body: {
      Image: busyboxImage,
      Cmd: ['sleep', '600'],
      ...body,
      Labels: { [LABEL.project]: name, [LABEL.service]: container, ...body.Labels },
      HostConfig: { NetworkMode: 'none', ...body.HostConfig },
    },
  });
  return {
    name,
    label,
    engine,
    request,
    create: async (container, body) => (await engine.createContainer(request(container, body))).id,
    [Symbol.asyncDispose]: () => removeProject(name),
  };
}

/** Removes the containers, networks, volumes and images that carry the project's label, and nothing else. */
export async function removeProject(name: string): Promise<void> {
  using engine = testEngine();
  const labels = [`${LABEL.project}=${name}`];
  const containers = await engine.listContainers({ labels, all: true, hooks: true });
  await Promise.all(
    containers.map(({ id }) => engine.removeContainer(id, { force: true, volumes: true })),
  );
  for (const { id } of await engine.listNetworks({ labels })) await engine.removeNetwork(id);
  for (const volume of await engine.listVolumes({ labels })) await engine.removeVolume(volume.name);
  for (const image of await engine.listProjectImages(name)) {
    for (const reference of image.tags.length > 0 ? image.tags : [image.id]) {
      await engine.removeImage(reference);
    }
  }
}

/** A small range of its own: the engine's default pools hold about thirty networks. */
export const randomSubnet = (): string =>
  `10.${randomInt(200, 250)}.${randomInt(256)}.${randomInt(16) * 16}/28`;

/** All output of one stream as text. */
export async function collectText(
  output: AsyncIterable<{ readonly stream: string; readonly bytes: Uint8Array }>,
  stream?: 'stdout' | 'stderr',
): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of output) {
    if (stream === undefined || chunk.stream === stream) chunks.push(chunk.bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
