import type { Place } from '../model/diagnostic.ts';
import type { DataPath } from '../model/json.ts';
import type { Service } from '../model/service.ts';
import type { Evidence } from './evidence.ts';

/** The service that the evidence is about. */
export interface ProblemSubject {
  readonly project: string;
  readonly service: string;
  /** Absent where only labels are known. */
  readonly definition?: Service;
  readonly placeOf?: (path: DataPath) => Place | undefined;
}

/** The attribute that a problem most likely comes from; undefined where no file has it. */
export function placeOfProblem(evidence: Evidence, subject: ProblemSubject): Place | undefined {
  const { service, definition, placeOf } = subject;
  const attribute = definition === undefined ? undefined : attributeOf(evidence, definition);
  return attribute === undefined ? undefined : placeOf?.(['services', service, ...attribute]);
}

function attributeOf(evidence: Evidence, definition: Service): DataPath | undefined {
  const { port, error = '', health, oomKilled, state } = evidence;
  if (port !== undefined) return portPath(port.port, definition);
  if (error.includes('exec: "') || (state === 'exited' && !oomKilled))
    return programPath(definition);
  if (oomKilled && definition.mem_limit !== undefined) return ['mem_limit'];
  if (health !== undefined && state === 'running' && definition.healthcheck !== undefined)
    return definition.healthcheck.test === undefined ? ['healthcheck'] : ['healthcheck', 'test'];
  return undefined;
}

function programPath({ entrypoint, command }: Service): DataPath | undefined {
  if ((entrypoint?.length ?? 0) > 0) return ['entrypoint'];
  return (command?.length ?? 0) > 0 ? ['command'] : undefined;
}

function portPath(port: number, { ports = [] }: Service): DataPath | undefined {
  const index = ports.findIndex(({ published = '' }) => covers(published, port));
  return index < 0 ? undefined : ['ports', index];
}

function covers(published: string, port: number): boolean {
  const [from = Number.NaN, to = from] = published.split('-').map(Number);
  return port >= from && port <= to;
}
