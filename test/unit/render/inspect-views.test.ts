import { expect, test } from 'vitest';
import { renderEvent, renderEventJson } from '../../../src/render/event-view.ts';
import { binarySize, decimalSize } from '../../../src/render/human-size.ts';
import {
  renderImageIds,
  renderImagesJson,
  renderImagesTable,
} from '../../../src/render/images-view.ts';
import { renderProjectsJson, renderProjectsTable } from '../../../src/render/projects-view.ts';
import { readStatsFormat } from '../../../src/render/stats-view.ts';
import { renderTop } from '../../../src/render/top-view.ts';
import { readVolumesFormat } from '../../../src/render/volumes-view.ts';

test('sizes are written as Docker writes them', () => {
  expect([0, 126, 999, 1006, 1_984_172, 999_999].map(decimalSize)).toEqual([
    '0B',
    '126B',
    '999B',
    '1.01kB',
    '1.98MB',
    '1000kB',
  ]);
  expect([0, 479_232, 25_276_514_304].map(binarySize)).toEqual(['0B', '468KiB', '23.54GiB']);
});

const IMAGE = {
  container: 'p-web-1',
  repository: 'busybox',
  tag: 'latest',
  id: `sha256:${'ab'.repeat(32)}`,
  platform: 'linux/amd64',
  size: 1_984_172,
  lastTagTime: '2026-11-21T14:38:20.425908861Z',
};

test('images are a table, an array, or ids', () => {
  const now = Date.parse('2026-11-21T14:39:20Z');
  const [header = '', line = ''] = renderImagesTable([IMAGE], now).split('\n');
  expect(header).toBe(
    'CONTAINER           REPOSITORY          TAG                 PLATFORM            IMAGE ID            SIZE                CREATED',
  );
  expect(line.split(/ {2,}/)).toEqual([
    'p-web-1',
    'busybox',
    'latest',
    'linux/amd64',
    'abababababab',
    '1.98MB',
    '59 seconds ago',
  ]);
  expect(JSON.parse(renderImagesJson([IMAGE]))).toEqual([
    {
      ID: IMAGE.id,
      ContainerName: 'p-web-1',
      Repository: 'busybox',
      Tag: 'latest',
      Platform: 'linux/amd64',
      Size: 1_984_172,
      LastTagTime: IMAGE.lastTagTime,
    },
  ]);
  expect(renderImagesJson([])).toBe('[]\n');
  expect(renderImageIds([IMAGE, IMAGE])).toBe(`${'ab'.repeat(32)}\n`);
});

test('a project shows how many containers are in which state', () => {
  const project = {
    name: 'p',
    states: ['running', 'exited', 'running'],
    configFiles: ['/a', '/b'],
  };
  expect(renderProjectsTable([project])).toBe(
    'NAME                STATUS                  CONFIG FILES\np                   exited(1), running(2)   /a,/b\n',
  );
  expect(renderProjectsJson([{ ...project, configFiles: [] }])).toBe(
    '[{"Name":"p","Status":"exited(1), running(2)","ConfigFiles":"N/A"}]\n',
  );
  expect(renderProjectsJson([])).toBe('[]\n');
});

test('processes of containers with other columns share one table, the command last', () => {
  const text = renderTop([
    { service: 'a', replica: '1', titles: ['PID', 'CMD'], processes: [['7', 'sh']] },
    {
      service: 'b',
      replica: '',
      titles: ['PID', 'TTY', 'CMD'],
      processes: [['8', '?', 'x\u001b']],
    },
  ]);
  expect(text).toBe(
    'SERVICE  #   PID  TTY  CMD\na        1   7    -    sh\nb            8    ?    x\\x1b\n',
  );
  expect(renderTop([])).toBe('');
});

test('volumes show their labels sorted', () => {
  const volume = { name: 'p_v', driver: 'local', labels: { z: '1', a: '2' }, scope: 'local' };
  expect(readVolumesFormat('table')([volume])).toBe('DRIVER    VOLUME NAME\nlocal     p_v\n');
  expect(readVolumesFormat('raw')([volume])).toBe('name: p_v\ndriver: local\n\n');
  expect(readVolumesFormat('{{.Labels}} {{.Label "z"}}')([volume])).toBe('a=2,z=1 1\n');
  expect(Object.keys(JSON.parse(readVolumesFormat('json')([volume])) as object)).toEqual([
    'Availability',
    'Driver',
    'Group',
    'Labels',
    'Links',
    'Mountpoint',
    'Name',
    'Scope',
    'Size',
    'Status',
  ]);
});

test('usage is told in shares and sizes', () => {
  const usage = {
    id: 'ab'.repeat(32),
    name: 'p-web-1',
    cpuPercent: 12.345,
    memory: 512,
    memoryLimit: 1024,
    received: 1910,
    sent: 126,
    blockRead: 0,
    blockWritten: 0,
    processes: 2,
  };
  const shown = (format: string, whole = false): string =>
    readStatsFormat({ format, whole })([usage]);
  expect(shown('table')).toBe(
    'CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT   MEM %     NET I/O         BLOCK I/O   PIDS\n' +
      'abababababab   p-web-1   12.35%    512B / 1KiB         50.00%    1.91kB / 126B   0B / 0B     2\n',
  );
  expect(shown('{{.Name}} {{.PIDs}} {{.ID}}', true)).toBe(`p-web-1 2 ${usage.id}\n`);
  expect(
    readStatsFormat({ format: '{{.CPUPerc}}', whole: false })([
      { ...usage, cpuPercent: undefined },
    ]),
  ).toBe('--\n');
});

test('an event is one line', () => {
  const event = {
    action: 'start',
    id: 'c6e0',
    service: 'web',
    attributes: { name: 'p-web-1', image: 'busy\nbox' },
    timeNano: '1795271955742313700',
  };
  expect(renderEvent(event)).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:15\.742313 container start c6e0 \(image=busy\\nbox, name=p-web-1\)\n$/,
  );
  expect(JSON.parse(renderEventJson(event))).toEqual({
    action: 'start',
    attributes: { image: 'busy\nbox', name: 'p-web-1' },
    id: 'c6e0',
    service: 'web',
    time: '2026-11-21T14:39:15.7423137Z',
    type: 'container',
  });
});
