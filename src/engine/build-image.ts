import type { BuildProgress, BuildRequest } from './engine.ts';
import type { Transport } from './transport.ts';
export async function* buildImage(_t: Transport, _r: BuildRequest): AsyncGenerator<BuildProgress> {
  yield* [];
}
