import { describe, expect, it } from 'vitest';
import { listensHere, openSockets, ownerOf } from '../../../src/apply/open-sockets.ts';
import type { Host } from '../../../src/host/host.ts';
import { memoryFiles } from '../../support/memory-files.ts';

const HEAD =
  'sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode';

const row = (local: string, state: string, inode: string): string =>
  `0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 0 0 ${inode} 1 0`;

const hostWith = (contents: Readonly<Record<string, string>>): Host => ({
  ...({} as Host),
  files: {
    ...memoryFiles(contents),
    list: (path) =>
      Object.keys(contents).flatMap((file) =>
        file.startsWith(`${path}/`) ? [file.slice(path.length + 1).split('/')[0] ?? ''] : [],
      ),
    readLink: (path) => contents[path] ?? '',
    realPath: (path) => path.replace(/^\/var\/run/, '/run'),
  },
});

describe('sockets of this host', () => {
  it('are those that wait for others, with the address as people write it', () => {
    const host = hostWith({
      '/proc/net/tcp': [
        HEAD,
        row('0100007F:1F90', '0A', '11'),
        row('0100007F:1F91', '01', '12'),
      ].join('\n'),
      '/proc/net/tcp6': [HEAD, row('00000000000000000000000001000000:0050', '0A', '13')].join('\n'),
      '/proc/net/udp': [HEAD, row('00000000:0035', '07', '14')].join('\n'),
    });
    expect(openSockets(host)).toEqual([
      { protocol: 'tcp', ip: '127.0.0.1', port: 8080, inode: '11' },
      { protocol: 'tcp', ip: '::1', port: 80, inode: '13' },
      { protocol: 'udp', ip: '0.0.0.0', port: 53, inode: '14' },
    ]);
  });

  it('have an owner where we may look', () => {
    const socket = { protocol: 'tcp', ip: '', port: 80, inode: '11' } as const;
    const host = hostWith({ '/proc/7/fd/3': 'socket:[11]', '/proc/7/cmdline': 'httpd\0-f\0' });
    expect(ownerOf(socket, host)).toEqual({ kind: 'process', pid: 7, command: 'httpd -f' });
    expect(ownerOf({ ...socket, inode: '12' }, host)).toEqual({ kind: 'process' });
  });

  it('include that of an engine only where it is in our network', () => {
    const connected = '0: 00000003 00000000 00000000 0001 03 5 /var/run/docker.sock';
    const listening = '0: 00000002 00000000 00010000 0001 01 4 /var/run/docker.sock';
    const with_ = (text: string): Host => hostWith({ '/proc/net/unix': text });
    expect(listensHere(with_(`${connected}\n${listening}`), '/run/docker.sock')).toBe(true);
    expect(listensHere(with_(connected), '/run/docker.sock')).toBe(false);
    expect(listensHere(with_(listening), '/run/other.sock')).toBe(false);
    expect(listensHere(hostWith({}), '/run/docker.sock')).toBe(false);
  });
});
