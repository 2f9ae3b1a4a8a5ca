/** Volumes as `volumes` shows them. */
import type { ObservedVolume } from '../model/observed.ts';
import { readRowFormat, type RowKind } from './format-rows.ts';

const KIND: RowKind = {
  type: '*formatter.volumeContext',
  table: '{{.Driver}}\t{{.Name}}',
  raw: 'name: {{.Name}}\ndriver: {{.Driver}}\n',
  headers: {
    Availability: 'AVAILABILITY',
    Driver: 'DRIVER',
    Group: 'GROUP',
    Labels: 'LABELS',
    Links: 'LINKS',
    Mountpoint: 'MOUNTPOINT',
    Name: 'VOLUME NAME',
    Scope: 'SCOPE',
    Size: 'SIZE',
    Status: 'STATUS',
  },
};

/** Throws `TemplateError` on a format that cannot be read, as the answer does on one that does not fit. */
export function readVolumesFormat(format: string): (volumes: readonly ObservedVolume[]) => string {
  const render = readRowFormat(format, KIND);
  return (volumes) =>
    render(volumes.map((volume) => ({ record: volumeRecord(volume), labels: volume.labels })));
}

/** The engine's list knows neither sizes nor users. */
function volumeRecord(volume: ObservedVolume): Readonly<Record<string, string>> {
  const labels = Object.entries(volume.labels).map(([key, value]) => `${key}=${value}`);
  return {
    Availability: 'N/A',
    Driver: volume.driver,
    Group: 'N/A',
    Labels: labels.toSorted().join(','),
    Links: 'N/A',
    Mountpoint: volume.mountpoint ?? '',
    Name: volume.name,
    Scope: volume.scope ?? '',
    Size: 'N/A',
    Status: 'N/A',
  };
}
