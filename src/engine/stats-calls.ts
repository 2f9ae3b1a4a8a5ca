/** The part of the port about what containers use. */
import type { Engine } from './engine.ts';
import type { ContainerSample } from './inspect-answers.ts';
import { escapeId } from './escape-path.ts';
import { fieldsOf, numberOf, rowsOf, textOf, type Fields } from './read-fields.ts';
import { SHORT_CALL_MS, type Transport } from './transport.ts';

export function statsCalls(transport: Transport): Pick<Engine, 'sampleContainer'> {
  return {
    sampleContainer: async (id, { signal } = {}) => {
      const path = `/containers/${escapeId(id)}/stats`;
      const query = { stream: false, 'one-shot': true };
      const options = { signal, limitMs: SHORT_CALL_MS };
      return parseSample(
        fieldsOf(await transport.send({ method: 'GET', path, query, ...options })),
      );
    },
  };
}

/** One answer of `GET /containers/{id}/stats`. A container that does not run has zeros everywhere. */
export function parseSample(answer: Fields): ContainerSample {
  const cpu = fieldsOf(answer['cpu_stats']);
  const usage = fieldsOf(cpu['cpu_usage']);
  const memory = fieldsOf(answer['memory_stats']);
  const networks = Object.values(fieldsOf(answer['networks'])).map(fieldsOf);
  const perCpu = usage['percpu_usage'];
  return {
    cpuTotal: numberOf(usage, 'total_usage'),
    cpuSystem: numberOf(cpu, 'system_cpu_usage'),
    cpuCount: numberOf(cpu, 'online_cpus') || (Array.isArray(perCpu) ? perCpu.length : 0),
    memory: memoryOf(memory),
    memoryLimit: numberOf(memory, 'limit'),
    received: sum(networks.map((network) => numberOf(network, 'rx_bytes'))),
    sent: sum(networks.map((network) => numberOf(network, 'tx_bytes'))),
    ...blockBytes(fieldsOf(answer['blkio_stats'])),
    processes: numberOf(fieldsOf(answer['pids_stats']), 'current'),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

/** The cache has one name under cgroup 1 and another under cgroup 2. */
function memoryOf(memory: Fields): number {
  const usage = numberOf(memory, 'usage');
  const details = fieldsOf(memory['stats']);
  const cache =
    'total_inactive_file' in details
      ? numberOf(details, 'total_inactive_file')
      : numberOf(details, 'inactive_file');
  return cache < usage ? usage - cache : usage;
}

function blockBytes(stats: Fields): Pick<ContainerSample, 'blockRead' | 'blockWritten'> {
  const rows = rowsOf(stats['io_service_bytes_recursive']);
  const total = (first: string): number =>
    sum(
      rows
        .filter((row) => textOf(row, 'op').toLowerCase().startsWith(first))
        .map((row) => numberOf(row, 'value')),
    );
  return { blockRead: total('r'), blockWritten: total('w') };
}
