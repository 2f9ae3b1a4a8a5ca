/** What others have done behind the project's back. */
import { containerId, temporaryName } from '../../../src/model/names.ts';
import { compose, sleeper, TWO, type Row } from './row.ts';

export const MEDDLED: readonly Row[] = [
  {
    name: 'a container that somebody removed',
    files: TWO,
    meddle: (_, engine, ids) => engine.removeContainer(ids['web-1'] ?? '', { force: true }),
    steps: ['container/web-1/create: missing', 'container/web-1/start: missing'],
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'a container that somebody stopped',
    files: TWO,
    meddle: (_, engine, ids) => engine.stopContainer(ids['web-1'] ?? ''),
    steps: ['container/web-1/start: notRunning'],
    untouched: ['db-1', 'web-1'],
  },
  {
    name: 'a container that somebody paused',
    files: TWO,
    meddle: (_, engine, ids) => engine.pauseContainer(ids['web-1'] ?? ''),
    steps: ['container/web-1/unpause: notRunning'],
    untouched: ['db-1', 'web-1'],
  },
  {
    name: 'a container that somebody renamed keeps its name',
    files: TWO,
    meddle: (shop, engine, ids) =>
      engine.renameContainer(ids['web-1'] ?? '', `${shop.project}-other`),
    steps: [],
    untouched: ['db-1', 'web-1'],
  },
  {
    name: 'a temporary name that an interrupted run has left',
    files: TWO,
    meddle: (shop, engine, ids) => {
      const id = ids['web-1'] ?? '';
      return engine.renameContainer(id, temporaryName(containerId(id), `${shop.project}-web-1`));
    },
    steps: ['container/web-1/rename: leftover'],
    untouched: ['db-1', 'web-1'],
  },
  {
    name: 'a volume of that name that belongs to another project is used as it is',
    files: compose(
      { web: sleeper('volumes: ["data:/data"]') },
      'volumes: {data: {name: PROJECT-shared}}\n',
    ),
    prepare: (shop, engine) =>
      engine.createVolume({
        Name: `${shop.project}-shared`,
        Labels: { 'com.docker.compose.project': 'other' },
      }),
    cleanUp: async (shop, engine) => {
      await shop.flo('down', '-t', '0');
      await engine.removeVolume(`${shop.project}-shared`);
    },
    steps: [],
    tells: ['foreign-volume'],
    untouched: ['web-1'],
  },
];
