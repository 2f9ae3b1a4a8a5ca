/** Edits of what services are made of, and of the files that they read. */
import { compose, recreate, sleeper, TWO, type Row } from './row.ts';

export const DEFINITIONS: readonly Row[] = [
  {
    name: 'the config of a service replaces that service alone',
    files: TWO,
    edit: compose({ db: sleeper(), web: sleeper('environment: {A: b}') }),
    steps: recreate('web-1', 'configChanged'),
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'an image that has moved replaces what runs the old one',
    files: compose({ db: sleeper(), web: sleeper().replace('busybox', 'PROJECT-img:1') }),
    prepare: (shop, engine) => engine.tagImage('busybox', `${shop.project}-img:1`),
    meddle: (shop) => {
      const build = String.raw`{context: ., dockerfile_inline: "FROM busybox\nLABEL moved=yes"}`;
      shop.write(
        'other.yaml',
        `services: {web: {image: '${shop.project}-img:1', build: ${build}}}`,
      );
      return shop.flo('-f', 'other.yaml', 'build');
    },
    steps: recreate('web-1', 'imageChanged'),
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'a network that is added',
    files: compose({ db: sleeper(), web: sleeper('networks: [default]') }),
    edit: compose(
      { db: sleeper(), web: sleeper('networks: [default, back]') },
      'networks: {back: }\n',
    ),
    steps: ['network/back/create: missing', ...recreate('web-1', 'configChanged')],
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'a network that is removed from a service',
    files: compose(
      { db: sleeper('networks: [default, back]'), web: sleeper('networks: [default, back]') },
      'networks: {back: }\n',
    ),
    edit: compose(
      { db: sleeper('networks: [default, back]'), web: sleeper('networks: [default]') },
      'networks: {back: }\n',
    ),
    steps: recreate('web-1', 'configChanged'),
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'the definition of a network',
    files: compose({ db: sleeper(), web: sleeper('networks: [back]') }, 'networks: {back: }\n'),
    edit: compose(
      { db: sleeper(), web: sleeper('networks: [back]') },
      'networks: {back: {internal: true}}\n',
    ),
    steps: [
      'network/back/disconnect/PROJECT-web-1: networkRecreated',
      'network/back/remove: configChanged',
      'network/back/create: configChanged',
      'network/back/connect/PROJECT-web-1: networkRecreated',
    ],
    untouched: ['db-1', 'web-1'],
  },
  {
    name: 'a named volume that is added',
    files: TWO,
    edit: compose(
      { db: sleeper(), web: sleeper('volumes: ["data:/data"]') },
      'volumes: {data: }\n',
    ),
    steps: ['volume/data/create: missing', ...recreate('web-1', 'configChanged')],
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'the definition of a volume, without a yes',
    files: compose(
      { db: sleeper(), web: sleeper('volumes: ["data:/data"]') },
      'volumes: {data: }\n',
    ),
    edit: compose(
      { db: sleeper(), web: sleeper('volumes: ["data:/data"]') },
      'volumes: {data: {labels: {a: b}}}\n',
    ),
    steps: [],
    tells: ['volume-changed'],
    untouched: ['db-1', 'web-1'],
  },
  {
    name: 'the definition of a volume, with a yes',
    files: compose(
      { db: sleeper(), web: sleeper('volumes: ["data:/data"]') },
      'volumes: {data: }\n',
    ),
    edit: compose(
      { db: sleeper(), web: sleeper('volumes: ["data:/data"]') },
      'volumes: {data: {labels: {a: b}}}\n',
    ),
    flags: ['-y'],
    steps: [
      'removed/PROJECT-web-1/stop: volumeRecreated',
      'removed/PROJECT-web-1/remove: volumeRecreated',
      'volume/data/remove: configChanged',
      'volume/data/create: configChanged',
      'container/web-1/create: missing',
      'container/web-1/start: missing',
    ],
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
];

export const CONTENTS: readonly Row[] = [
  {
    name: 'the content of a config',
    files: {
      ...compose(
        { db: sleeper(), web: sleeper('configs: [site]') },
        'configs: {site: {content: one}}\n',
      ),
    },
    edit: compose(
      { db: sleeper(), web: sleeper('configs: [site]') },
      'configs: {site: {content: two}}\n',
    ),
    steps: [...recreate('web-1', 'filesChanged'), 'container/web-1/files: filesChanged'],
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'the content of a secret from the environment',
    files: {
      ...compose(
        { db: sleeper(), web: sleeper('secrets: [token]') },
        'secrets: {token: {environment: TOKEN}}\n',
      ),
      '.env': 'TOKEN=one\n',
    },
    edit: { '.env': 'TOKEN=two\n' },
    steps: [...recreate('web-1', 'filesChanged'), 'container/web-1/files: filesChanged'],
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'the content of a file that a config mounts',
    files: {
      ...compose(
        { db: sleeper('configs: [other]'), web: sleeper('configs: [site]') },
        'configs: {site: {file: ./site.conf}, other: {file: ./other.conf}}\n',
      ),
      'site.conf': 'one',
      'other.conf': 'one',
    },
    edit: { 'site.conf': 'two' },
    steps: recreate('web-1', 'filesChanged'),
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'the content of a file that a secret mounts',
    files: {
      ...compose(
        { db: sleeper(), web: sleeper('secrets: [token]') },
        'secrets: {token: {file: ./token}}\n',
      ),
      token: 'one',
    },
    edit: { token: 'two' },
    steps: recreate('web-1', 'filesChanged'),
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
  {
    name: 'the content of a folder that a config mounts',
    files: {
      ...compose({ web: sleeper('configs: [site]') }, 'configs: {site: {file: ./site}}\n'),
      'site/a.conf': 'one',
    },
    edit: { 'site/a.conf': 'two' },
    steps: [],
    untouched: ['web-1'],
    replaced: [],
  },
  {
    name: 'the content of an env_file',
    files: {
      ...compose({ db: sleeper(), web: sleeper('env_file: [web.env]') }),
      'web.env': 'A=one\n',
    },
    edit: { 'web.env': 'A=two\n' },
    steps: recreate('web-1', 'configChanged'),
    untouched: ['db-1'],
    replaced: ['web-1'],
  },
];
