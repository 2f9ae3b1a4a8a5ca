import { expect, test } from 'vitest';
import { parseEvent } from '../../../src/engine/event-feed.ts';
import { parseContainer, parseImage } from '../../../src/engine/parse-answers.ts';
import { parseContainerDetails } from '../../../src/engine/parse-details.ts';

test.each([
  ['Up 3 seconds', 'none', undefined],
  ['Up 3 seconds (healthy)', 'healthy', undefined],
  ['Up 2 minutes (unhealthy)', 'unhealthy', undefined],
  ['Up 3 seconds (health: starting)', 'starting', undefined],
  ['Up 3 seconds (Paused)', 'none', undefined],
  ['Exited (7) 1 second ago', 'none', 7],
  ['Exited (-1) 1 second ago', 'none', -1],
  ['Restarting (3) Less than a second ago', 'none', 3],
  ['Created', 'none', undefined],
])('"%s" tells health and exit code', (Status, health, exitCode) => {
  const { health: found, exitCode: code } = parseContainer({ Status });
  expect([found, code]).toEqual([health, exitCode]);
});

test('a health field beats the status text', () => {
  const row = {
    Status: 'Up 3 seconds (healthy)',
    Health: { Status: 'unhealthy', FailingStreak: 3 },
  };
  expect(parseContainer(row).health).toBe('unhealthy');
});

test('labels give project, service, number and one-off', () => {
  const label = (name: string): string => `com.docker.compose.${name}`;
  const row = {
    Labels: {
      [label('project')]: 'shop',
      [label('service')]: 'web',
      [label('container-number')]: '2',
      [label('oneoff')]: 'True',
      [label('config-hash')]: 'abc',
    },
  };
  expect(parseContainer(row)).toMatchObject({
    project: 'shop',
    service: 'web',
    number: 2,
    oneoff: true,
    configHash: 'abc',
  });
});

test('missing and strange labels are no failure', () => {
  const container = parseContainer({ Labels: { 'com.docker.compose.container-number': 'two' } });
  expect(container).toMatchObject({ project: '', service: '', oneoff: false });
  expect(container).not.toHaveProperty('number');
  expect(container).not.toHaveProperty('configHash');
});

test('the own name is taken, not the names that links give', () => {
  expect(parseContainer({ Names: ['/other/alias', '/shop-web-1'] }).name).toBe('shop-web-1');
});

test('ports, mounts and endpoints keep what is set', () => {
  const container = parseContainer({
    Ports: [
      { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' },
      { PrivatePort: 53, Type: 'udp' },
    ],
    Mounts: [{ Type: 'volume', Name: 'data', Source: '', Destination: '/data', RW: true }],
    NetworkSettings: {
      Networks: { net: { NetworkID: 'n1', IPAddress: '10.0.0.2', MacAddress: '' } },
    },
  });
  expect(container.ports).toEqual([
    { ip: '0.0.0.0', privatePort: 80, publicPort: 8080, type: 'tcp' },
    { privatePort: 53, type: 'udp' },
  ]);
  expect(container.mounts).toEqual([
    { type: 'volume', name: 'data', source: '', target: '/data', writable: true },
  ]);
  expect(container.endpoints).toEqual({ net: { networkId: 'n1', ipv4: '10.0.0.2' } });
});

test('an answer of an unexpected shape gives empty fields instead of a crash', () => {
  const row = { Names: 'x', Labels: null, Ports: {}, Mounts: 3, NetworkSettings: [], State: 'new' };
  expect(parseContainer(row)).toMatchObject({
    name: '',
    labels: {},
    ports: [],
    mounts: [],
    endpoints: {},
    state: 'dead',
  });
  expect(parseContainerDetails({})).toMatchObject({ id: '', hasHealthcheck: false, tty: false });
});

test('an image without tags has none', () => {
  const row = {
    Id: 'sha256:1',
    RepoTags: ['<none>:<none>'],
    RepoDigests: ['<none>@<none>'],
    Created: 5,
  };
  expect(parseImage(row)).toEqual({
    id: 'sha256:1',
    tags: [],
    digests: [],
    labels: {},
    createdAt: 5,
  });
});

test('an inspected image has its labels and time in other places', () => {
  const row = { Id: 'sha256:1', Created: '1970-01-01T00:01:00Z', Config: { Labels: { a: 'b' } } };
  expect(parseImage(row)).toMatchObject({ labels: { a: 'b' }, createdAt: 60 });
});

test('a healthcheck that is switched off is none', () => {
  const has = (Test: readonly string[]): boolean =>
    parseContainerDetails({ Config: { Healthcheck: { Test } } }).hasHealthcheck;
  expect([has(['NONE']), has(['CMD', 'true']), has([])]).toEqual([false, true, false]);
});

test('an event keeps all digits of its time and splits its action', () => {
  const line = `{"Type":"container","Action":"health_status: healthy","Actor":{"ID":"c1","Attributes":{"timeNano":"1"}},"timeNano":1795270314430319241}`;
  expect(parseEvent(line)).toEqual({
    type: 'container',
    action: 'health_status',
    detail: 'healthy',
    id: 'c1',
    attributes: { timeNano: '1' },
    timeNano: '1795270314430319241',
  });
});
