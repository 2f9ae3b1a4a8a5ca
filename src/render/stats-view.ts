/** What containers use, as `stats` shows it. */
import { readRowFormat, type RowKind } from './format-rows.ts';
import { binarySize, decimalSize } from './human-size.ts';

export interface ContainerUsage {
  readonly id: string;
  readonly name: string;
  /** Of one processor; undefined until there are two samples. */
  readonly cpuPercent: number | undefined;
  readonly memory: number;
  readonly memoryLimit: number;
  readonly received: number;
  readonly sent: number;
  readonly blockRead: number;
  readonly blockWritten: number;
  readonly processes: number;
}

const KIND: RowKind = {
  type: '*container.statsContext',
  table:
    '{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}',
  headers: {
    BlockIO: 'BLOCK I/O',
    CPUPerc: 'CPU %',
    Container: 'CONTAINER',
    ID: 'CONTAINER ID',
    MemPerc: 'MEM %',
    MemUsage: 'MEM USAGE / LIMIT',
    Name: 'NAME',
    NetIO: 'NET I/O',
    PIDs: 'PIDS',
  },
};

const SHORT_ID = 12;

export interface StatsOptions {
  readonly format: string;
  /** Whole ids. */
  readonly whole: boolean;
}

/** Throws `TemplateError` on a format that cannot be read, as the answer does on one that does not fit. */
export function readStatsFormat({
  format,
  whole,
}: StatsOptions): (usages: readonly ContainerUsage[]) => string {
  const render = readRowFormat(format, KIND);
  return (usages) => render(usages.map((usage) => ({ record: usageRecord(usage, whole) })));
}

function usageRecord(usage: ContainerUsage, whole: boolean): Readonly<Record<string, string>> {
  const share = usage.memoryLimit === 0 ? 0 : (usage.memory / usage.memoryLimit) * 100;
  return {
    BlockIO: `${decimalSize(usage.blockRead)} / ${decimalSize(usage.blockWritten)}`,
    CPUPerc: usage.cpuPercent === undefined ? '--' : `${usage.cpuPercent.toFixed(2)}%`,
    Container: usage.id,
    ID: whole ? usage.id : usage.id.slice(0, SHORT_ID),
    MemPerc: `${share.toFixed(2)}%`,
    MemUsage: `${binarySize(usage.memory)} / ${binarySize(usage.memoryLimit)}`,
    Name: usage.name,
    NetIO: `${decimalSize(usage.received)} / ${decimalSize(usage.sent)}`,
    PIDs: String(usage.processes),
  };
}
