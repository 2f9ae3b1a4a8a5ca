import type { PortBinding } from '../../model/engine-api.ts';
import type { PortMapping, Service } from '../../model/service.ts';

/** `ExposedPorts`: what `expose` and `ports` name; ranges in `expose` are expanded by the engine. */
export function exposedPorts(service: Service): Readonly<Record<string, object>> {
  const names = [...(service.expose ?? []), ...(service.ports ?? []).map(portName)];
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** `HostConfig.PortBindings`; several mappings of one container port are collected. */
export function portBindings(service: Service): Readonly<Record<string, readonly PortBinding[]>> {
  const bindings: Record<string, PortBinding[]> = {};
  for (const port of service.ports ?? []) {
    const list = (bindings[portName(port)] ??= []);
    list.push({ HostIp: port.host_ip ?? '', HostPort: port.published ?? '' });
  }
  return bindings;
}

const portName = (port: PortMapping): string => `${port.target}/${port.protocol ?? 'tcp'}`;
