/** The part of the port that builds images. Its code is loaded with the first build. */
import type { BuildProgress } from './building.ts';
import type { BuildRequest, Engine } from './engine.ts';
import type { Transport } from './transport.ts';

export function buildCalls(transport: Transport): Pick<Engine, 'buildImage'> {
  return { buildImage: (request) => buildLater(transport, request) };
}

async function* buildLater(
  transport: Transport,
  request: BuildRequest,
): AsyncGenerator<BuildProgress> {
  const { buildImage } = await import('./build-image.ts');
  yield* buildImage(transport, request);
}
