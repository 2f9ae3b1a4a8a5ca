/** `ps --format` with templates. */
import type { ObservedContainer } from '../model/observed.ts';
import { type FormatRow, readRowFormat, type RowKind } from './format-rows.ts';
import { sortPorts } from './ports-view.ts';
import { type PsOptions, psRecord } from './ps-view.ts';
import { list, type Value } from './template/template-value.ts';

const KIND: RowKind = {
  type: '*formatter.ContainerContext',
  table:
    '{{.Name}}\t{{.Image}}\t{{.Command}}\t{{.Service}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}',
  raw: [
    'container_id: {{.ID}}',
    'image: {{.Image}}',
    'command: {{.Command}}',
    'created_at: {{.CreatedAt}}',
    'state: {{.State}}',
    'status: {{.Status}}',
    'names: {{.Names}}',
    'labels: {{.Labels}}',
    'ports: {{.Ports}}\n',
  ].join('\n'),
  headers: {
    Command: 'COMMAND',
    CreatedAt: 'CREATED AT',
    ID: 'CONTAINER ID',
    Image: 'IMAGE',
    Labels: 'LABELS',
    Name: 'NAME',
    Ports: 'PORTS',
    Project: 'PROJECT',
    RunningFor: 'CREATED',
    Service: 'SERVICE',
    Size: 'SIZE',
    State: 'STATE',
    Status: 'STATUS',
  },
};

/** Throws `TemplateError` on a format that cannot be read, as the answer does on one that does not fit. */
export function readPsFormat(
  format: string,
  options: PsOptions,
): (containers: readonly ObservedContainer[]) => string {
  const render = readRowFormat(format, KIND);
  return (containers) => render(containers.map((container) => psRow(container, options)));
}

const psRow = (container: ObservedContainer, options: PsOptions): FormatRow => ({
  record: psRecord(container, options),
  fields: { Publishers: publishersOf(container) },
  labels: container.labels,
});

function publishersOf({ ports }: ObservedContainer): Value {
  const publishers = sortPorts(ports).map((port): Value => {
    const fields = new Map<string, Value>([
      ['URL', port.ip ?? ''],
      ['TargetPort', port.privatePort],
      ['PublishedPort', port.publicPort ?? 0],
      ['Protocol', port.type],
    ]);
    return { kind: 'struct', type: 'api.PortPublisher', fields };
  });
  return list(publishers, 'api.PortPublishers');
}
