import type { DeviceMapping, DeviceRequest, Service } from '../../model/service.ts';
import { compact } from './compact.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Device fields of `HostConfig`: host devices, CDI names, GPUs, reserved devices. */
export function deviceFields(service: Service): Fields {
  const devices = service.devices ?? [];
  return {
    Devices: devices.filter((device) => !isCdi(device)).map(hostDevice),
    DeviceRequests: [
      ...(service.deploy?.resources?.reservations?.devices ?? []).map((device) =>
        deviceRequest(device, device.capabilities ?? []),
      ),
      ...cdiRequest(devices.filter(isCdi)),
      ...(service.gpus ?? []).map((gpu) =>
        deviceRequest(gpu, [...(gpu.capabilities ?? []), 'gpu']),
      ),
    ],
    DeviceCgroupRules: service.device_cgroup_rules,
  };
}

// vendor/class=name of the Container Device Interface
const CDI_NAME =
  /^[a-zA-Z](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?\/[a-zA-Z](?:[a-zA-Z0-9_-]*[a-zA-Z0-9])?=[a-zA-Z0-9](?:[a-zA-Z0-9._:-]*[a-zA-Z0-9])?$/;

const isCdi = (device: DeviceMapping): boolean =>
  device.source === device.target && CDI_NAME.test(device.source);

const hostDevice = (device: DeviceMapping): Fields => ({
  PathOnHost: device.source,
  PathInContainer: device.target ?? '',
  CgroupPermissions: device.permissions ?? '',
});

const cdiRequest = (devices: readonly DeviceMapping[]): readonly Fields[] =>
  devices.length === 0
    ? []
    : [{ Driver: 'cdi', DeviceIDs: devices.map((device) => device.source) }];

const deviceRequest = (device: DeviceRequest, capabilities: readonly string[]): Fields => ({
  ...compact({
    Driver: device.driver,
    Count: device.count,
    DeviceIDs: device.device_ids,
    Options: device.options,
  }),
  Capabilities: [capabilities],
});
