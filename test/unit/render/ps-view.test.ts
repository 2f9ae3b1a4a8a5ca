import { describe, expect, test } from 'vitest';
import { renderPorts } from '../../../src/render/ports-view.ts';
import { renderPsJson, renderPsTable } from '../../../src/render/ps-view.ts';
import { container } from './samples.ts';

const now = 1_780_000_065_000;
const WEB = container({
  command: 'sh -c "sleep 300; echo long"',
  labels: { b: '<&>', a: '1' },
  mounts: [
    { type: 'volume', name: 'p_averylongname', source: '/x', target: '/a', writable: true },
    { type: 'bind', source: '/tmp/a', target: '/b', writable: true },
  ],
  ports: [{ ip: '127.0.0.1', privatePort: 80, publicPort: 8080, type: 'tcp' }],
  endpoints: { p_default: { networkId: 'n' } },
});

test('the table has the columns of Docker Compose', () => {
  expect(renderPsTable([WEB], { now })).toMatchInlineSnapshot(`
    "NAME      IMAGE     COMMAND                   SERVICE   CREATED              STATUS         PORTS
    p-web-1   busybox   "sh -c \\"sleep 300; e…"   web       About a minute ago   Up 2 seconds   127.0.0.1:8080->80/tcp
    "
  `);
});

test('without containers the table is its header', () => {
  expect(renderPsTable([], { now })).toBe(
    'NAME      IMAGE     COMMAND   SERVICE   CREATED   STATUS    PORTS\n',
  );
});

test('JSON has one object a line with the keys of Docker Compose', () => {
  expect(renderPsJson([WEB], { now })).toMatchInlineSnapshot(`
    "{"Command":"\\"sh -c \\\\\\"sleep 300; e…\\"","CreatedAt":"2026-05-28 20:26:40 +0000 UTC","ExitCode":0,"Health":"","ID":"0123456789ab","Image":"busybox","Labels":"a=1,b=\\u003c\\u0026\\u003e","LocalVolumes":"1","Mounts":"p_averylongname,/tmp/a","Name":"p-web-1","Names":"p-web-1","Networks":"p_default","Ports":"127.0.0.1:8080-\\u003e80/tcp","Project":"p","Publishers":[{"URL":"127.0.0.1","TargetPort":80,"PublishedPort":8080,"Protocol":"tcp"}],"RunningFor":"About a minute ago","Service":"web","Size":"0B","State":"running","Status":"Up 2 seconds"}
    "
  `);
  expect(renderPsJson([], { now })).toBe('');
});

test('whole shows ids, commands and mounts uncut', () => {
  expect(renderPsJson([WEB], { now, whole: true })).toContain(`"ID":"${WEB.id}"`);
  expect(renderPsTable([WEB], { now, whole: true })).toContain('echo long');
});

test.each([
  ['sha256:6c7cd63113cf64cf3316b3e0cc80dd9fef0d363df1871e813bf0a469504eb5cf', '6c7cd63113cf'],
  ['6c7cd63113cf', '6c7cd63113cf'],
  [`nginx@sha256:${'0'.repeat(64)}`, 'nginx'],
  [`nginx:1@sha256:${'0'.repeat(64)}`, 'nginx:1'],
  ['docker.io/library/nginx:1', 'nginx:1'],
  ['ghcr.io/a/b:1', 'ghcr.io/a/b:1'],
])('the image %s is shown as %s', (image, shown) => {
  const [, row = ''] = renderPsTable([container({ image })], { now }).split('\n');
  expect(row.split(/ {3,}/)[1]).toBe(shown);
});

test('control characters never reach the terminal', () => {
  const hostile = container({
    command: '\u001b]0;x\u0007',
    status: 'Up\u009b2J',
    service: '\u202e',
  });
  // oxlint-disable-next-line no-control-regex -- the characters in question
  expect(renderPsTable([hostile], { now })).not.toMatch(/[\u0000-\u0009\u001b\u009b\u202e]/);
});

describe('ports', () => {
  const tcp = { type: 'tcp' } as const;
  test.each([
    ['nothing', [], ''],
    ['exposed', [{ ...tcp, privatePort: 80 }], '80/tcp'],
    [
      'neighbors that nobody publishes',
      [82, 80, 81, 90].map((privatePort) => ({ ...tcp, privatePort })),
      '80-82/tcp, 90/tcp',
    ],
    [
      'neighbors with equal numbers on both sides',
      [1, 2].map((port) => ({ ...tcp, ip: '0.0.0.0', privatePort: port, publicPort: port })),
      '0.0.0.0:1-2->1-2/tcp',
    ],
    [
      'other numbers come last',
      [
        { ...tcp, ip: '0.0.0.0', privatePort: 80, publicPort: 8080 },
        { ...tcp, ip: '::', privatePort: 80, publicPort: 8080 },
        { type: 'udp', privatePort: 90 },
      ],
      '90/udp, 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp',
    ],
  ])('%s', (_, ports, text) => {
    expect(renderPorts(ports)).toBe(text);
  });
});
