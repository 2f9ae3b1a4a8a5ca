import { describe, expect, it } from 'vitest';
import { planUp, type UpInput } from '../../../src/plan/plan-up.ts';
import type { Reason } from '../../../src/plan/step.ts';
import type { UpOptions } from '../../../src/plan/up-options.ts';
import {
  FACTS,
  makeContainer,
  makeObserved,
  makeProject,
  upOptions,
} from '../../support/plan-fixtures.ts';

describe('where the files give a reason', () => {
  const placeOf: UpOptions['placeOf'] = (path) => ({
    file: path.join('/'),
    line: 1,
    column: 1,
    length: 1,
  });

  const reasonFor = (
    input: Pick<UpInput, 'project' | 'observed'>,
    name: string,
  ): Reason | undefined => {
    const options = upOptions({ placeOf });
    const { steps } = planUp({ ...input, facts: FACTS, options });
    return steps.find(({ resource }) => resource.name === name)?.reason;
  };

  const at = (file: string): object => ({ at: { file } });

  it('a replica too many is told with the place of the number', () => {
    for (const [web, file] of [
      [{ scale: 1 }, 'services/web/scale'],
      [{ deploy: { replicas: 1 } }, 'services/web/deploy/replicas'],
    ] as const) {
      const project = makeProject({ web });
      const observed = makeObserved(project, [
        makeContainer(project, 'web'),
        makeContainer(project, 'web', { number: 2 }),
      ]);
      expect(reasonFor({ project, observed }, 'shop-web-2')).toMatchObject(at(file));
    }
    const project = makeProject({ web: {} });
    const containers = [1, 2].map((number) => makeContainer(project, 'web', { number }));
    const observed = makeObserved(project, containers);
    expect(reasonFor({ project, observed }, 'shop-web-2')).not.toHaveProperty('at');
  });

  it('a moved image, a lost network, a missing volume and a shared namespace are', () => {
    const project = makeProject(
      {
        image: {},
        network: {},
        volume: { volumes: [{ type: 'volume', source: 'data', target: '/d' }] },
        base: {},
        guest: { network_mode: 'service:base' },
        reader: { volumes_from: ['base:ro'] },
      },
      { volumes: { data: { name: 'shop_data' } } },
    );
    const observed = makeObserved(project, [
      makeContainer(project, 'image', { imageId: 'sha256:old' }),
      makeContainer(project, 'network', { networkId: 'another' }),
      makeContainer(project, 'volume'),
      makeContainer(project, 'base', { hash: 'other' }),
      makeContainer(project, 'guest'),
      makeContainer(project, 'reader'),
    ]);
    const files = {
      'shop-image-1': 'services/image/image',
      'shop-network-1': 'services/network/networks/default',
      'shop-volume-1': 'services/volume/volumes/0',
      'shop-guest-1': 'services/guest/network_mode',
      'shop-reader-1': 'services/reader/volumes_from',
    };
    for (const [name, file] of Object.entries(files))
      expect(reasonFor({ project, observed }, name)).toMatchObject(at(file));
  });
});
