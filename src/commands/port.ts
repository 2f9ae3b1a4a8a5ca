import type { Command, Flags } from '../cli/command.ts';
import type { ObservedContainer, ObservedPort } from '../model/observed.ts';
import { sortPorts } from '../render/ports-view.ts';
import { UserError } from './context.ts';
import type { Context } from './context.ts';
import { findRunning } from './exec.ts';

const flags = {
  index: { kind: 'int', value: 'N', default: 0, text: 'Which replica of the service' },
  protocol: {
    kind: 'string',
    value: 'PROTOCOL',
    default: 'tcp',
    text: 'Protocol of the port',
    choices: ['tcp', 'udp', 'sctp'],
  },
} as const satisfies Flags;

/** Address and port on the host, as one word. */
export const command: Command<Context, typeof flags> = {
  name: 'port',
  summary: 'Show where a port of a service is published',
  positionals: { usage: 'SERVICE PRIVATE_PORT', min: 2, max: 2, complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    const [service = '', text = ''] = args;
    const wanted = { number: readPort(text), protocol: given.protocol.toLowerCase() };
    const { name } = await context.loadOrName();
    const engine = await context.engine();
    const choice = { project: name, service, index: given.index };
    const container = await findRunning(engine, choice, context.signal);
    await context.host.stdout.write(`${addressOf(container, wanted)}\n`);
    return 0;
  },
};

const LAST_PORT = 65_535;

function readPort(text: string): number {
  const problem = !/^\d+$/.test(text)
    ? 'invalid syntax'
    : Number(text) > LAST_PORT
      ? 'value out of range'
      : undefined;
  if (problem === undefined) return Number(text);
  throw new UserError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: ${problem}`);
}

interface WantedPort {
  readonly number: number;
  readonly protocol: string;
}

function addressOf({ name, ports }: ObservedContainer, wanted: WantedPort): string {
  const published = sortPorts(ports).filter(({ publicPort }) => publicPort !== undefined);
  const found = published.find(
    ({ privatePort, type }) => privatePort === wanted.number && type === wanted.protocol,
  );
  if (found !== undefined) return joinAddress(found);
  const known = [...new Set(published.map(({ privatePort, type }) => `${privatePort}/${type}`))];
  const list = known.length === 0 ? 'none is published' : known.join(', ');
  throw new UserError(`no port ${wanted.number}/${wanted.protocol} for container ${name}: ${list}`);
}

const joinAddress = ({ ip = '', publicPort }: ObservedPort): string =>
  ip.includes(':') ? `[${ip}]:${publicPort}` : `${ip}:${publicPort}`;
