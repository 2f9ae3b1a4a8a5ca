/** The forms of an engine's address. */

export interface SocketTarget {
  /** Unix socket or Windows pipe. */
  readonly kind: 'socket';
  readonly path: string;
}

export interface TcpTarget {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  /** `` or `/prefix`, put in front of every path. */
  readonly prefix: string;
  readonly secure: boolean;
}

export interface SshTarget {
  readonly kind: 'ssh';
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
  /** Socket on the far host; absent for the one docker uses there. */
  readonly socket?: string;
}

export type Target = SocketTarget | TcpTarget | SshTarget;

/** Undefined for a scheme or shape docker does not know, too. */
export function parseHost(address: string, tls: boolean): Target | undefined {
  const [, scheme, rest] = /^([a-z]+):\/\/(.*)$/s.exec(address) ?? [];
  if (scheme === undefined || rest === undefined) return undefined;
  switch (scheme) {
    case 'unix':
      return { kind: 'socket', path: rest === '' ? '/var/run/docker.sock' : rest };
    case 'npipe':
      return { kind: 'socket', path: rest === '' ? '//./pipe/docker_engine' : rest };
    case 'tcp':
    case 'http':
      return parseTcp(rest, tls);
    case 'https':
      return parseTcp(rest, true);
    case 'ssh':
      return parseSsh(address);
    default:
      return undefined;
  }
}

function parseTcp(rest: string, secure: boolean): TcpTarget | undefined {
  const url = parseUrl(`http://${rest}`);
  if (url === undefined) return undefined;
  return {
    kind: 'tcp',
    host: bareHost(url),
    // URL drops port 80 as its scheme's own.
    port: url.port !== '' ? Number(url.port) : /:80(?:\/|$)/.test(rest) ? 80 : secure ? 2376 : 2375,
    prefix: url.pathname.replace(/\/+$/, ''),
    secure,
  };
}

function parseSsh(address: string): SshTarget | undefined {
  const url = parseUrl(address);
  // A host that begins with a dash would be an option of ssh's.
  if (url === undefined || url.hostname.startsWith('-') || url.password !== '') return undefined;
  return {
    kind: 'ssh',
    host: bareHost(url),
    ...(url.username === '' ? {} : { user: decodeURIComponent(url.username) }),
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(url.pathname === '' || url.pathname === '/' ? {} : { socket: url.pathname }),
  };
}

function parseUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url === null || url.hostname === '' ? undefined : url;
}

const bareHost = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');
