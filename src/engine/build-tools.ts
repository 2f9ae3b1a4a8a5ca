import type { Host } from '../host/host.ts';
import type { BuildTools } from './building.ts';

/** Nothing is loaded or looked for before the first build. */
export function buildTools(host: Pick<Host, 'env' | 'home' | 'files' | 'run'>): BuildTools {
  return {
    pack: async ({ directory, ...options }) => {
      const { packContext } = await import('./build-context.ts');
      return packContext(directory, options);
    },
    bake: async (request) => {
      const { bakeImage } = await import('./buildx-bake.ts');
      return bakeImage(host, request);
    },
    check: async (request) => {
      const { checkBuilds } = await import('./buildx-bake.ts');
      return checkBuilds(host, request);
    },
  };
}
