/** Agents of node's HTTP client that connect to the engine, wherever it is. */
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Endpoint } from './endpoint.ts';
import { SshConnection } from './ssh-connection.ts';

const require = createRequire(import.meta.url);
// An import would read every export, and a lazy one among them loads an HTTP client of half a megabyte.
const { Agent } = require('node:http') as typeof import('node:http');

export type EngineAgent = InstanceType<typeof Agent>;

/** Servers allow ten sessions on one ssh connection; some stay for streams. */
const SSH_SOCKETS = 6;

/** For short calls: sockets are kept and reused. */
export function openSharedAgent(endpoint: Endpoint): EngineAgent {
  const maxSockets = endpoint.target.kind === 'ssh' ? SSH_SOCKETS : Infinity;
  return withConnection(new Agent({ keepAlive: true, maxSockets }), endpoint);
}

/** For streams: every request has a socket of its own. */
export function openStreamAgent(endpoint: Endpoint): EngineAgent {
  return withConnection(new Agent({ keepAlive: false }), endpoint);
}

function withConnection(agent: EngineAgent, endpoint: Endpoint): EngineAgent {
  agent.createConnection = () => openConnection(endpoint);
  return agent;
}

function openConnection({ target, tls }: Endpoint): Duplex {
  switch (target.kind) {
    case 'socket':
      return connect({ path: target.path });
    case 'ssh':
      return new SshConnection(target);
    case 'tcp': {
      if (tls === undefined) return connect({ host: target.host, port: target.port });
      const { connect: connectTls } = require('node:tls') as typeof import('node:tls');
      const { verify, ca, cert, key } = tls;
      return connectTls({
        host: target.host,
        port: target.port,
        // Server names are for names only; an address is checked against the certificate all the same.
        ...(/^[\d.]+$|:/.test(target.host) ? {} : { servername: target.host }),
        rejectUnauthorized: verify,
        ...(ca === undefined ? {} : { ca: Buffer.from(ca) }),
        ...(cert === undefined ? {} : { cert: Buffer.from(cert) }),
        ...(key === undefined ? {} : { key: Buffer.from(key) }),
      });
    }
  }
}
