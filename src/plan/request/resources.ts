import type { BlkioRate, Service, Ulimit } from '../../model/service.ts';
import { compact } from './compact.ts';
import { deviceFields } from './devices.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Resource fields of `HostConfig`; `deploy.resources` wins over the service's own attributes. */
export function resourceFields(service: Service): Fields {
  return {
    ...compact(limitFields(service)),
    ...compact(cpuFields(service)),
    ...compact({
      MemorySwap: toNumber(service.memswap_limit),
      MemorySwappiness: toNumber(service.mem_swappiness),
      ShmSize: toNumber(service.shm_size),
      CgroupParent: service.cgroup_parent,
      OomScoreAdj: service.oom_score_adj,
      Ulimits: Object.entries(service.ulimits ?? {}).map(([name, limit]) => ulimit(name, limit)),
    }),
    ...compact(blkioFields(service)),
    ...compact(deviceFields(service)),
    OomKillDisable: service.oom_kill_disable ?? false,
  };
}

function limitFields(service: Service): Fields {
  const { limits = {}, reservations = {} } = service.deploy?.resources ?? {};
  return {
    NanoCpus: nanoCpus(limits.cpus || service.cpus),
    Memory: toNumber(limits.memory) || toNumber(service.mem_limit),
    MemoryReservation: toNumber(reservations.memory) || toNumber(service.mem_reservation),
    PidsLimit: pidsLimit(limits.pids, service.pids_limit),
  };
}

const cpuFields = (service: Service): Fields => ({
  CpuCount: service.cpu_count,
  // an engine on Windows expects hundredths of a percent
  CpuPercent: Math.trunc(Math.fround((service.cpu_percent ?? 0) * 100)),
  CpuPeriod: service.cpu_period,
  CpuQuota: service.cpu_quota,
  CpuRealtimePeriod: service.cpu_rt_period,
  CpuRealtimeRuntime: service.cpu_rt_runtime,
  CpuShares: service.cpu_shares,
  CpusetCpus: service.cpuset,
});

// Docker Compose multiplies 32-bit floats: the rounding is part of the result
const nanoCpus = (cpus: number | undefined): number =>
  Math.trunc(Math.fround(Math.fround(cpus ?? 0) * 1e9));

// an unlimited number (-1) in `deploy` does not override
const pidsLimit = (limit: number | undefined, own: number | undefined): number | undefined =>
  limit !== undefined && limit > 0 ? limit : own;

const toNumber = (text: string | undefined): number => (text === undefined ? 0 : Number(text));

function ulimit(name: string, limit: Ulimit): Fields {
  const single = typeof limit === 'number' ? limit : 0;
  const { soft = single, hard = single } = typeof limit === 'number' ? {} : limit;
  return { Name: name, Soft: soft, Hard: hard };
}

function blkioFields(service: Service): Fields {
  const config = service.blkio_config;
  return {
    BlkioWeight: config?.weight,
    BlkioWeightDevice: config?.weight_device?.map(({ path, weight }) => ({
      Path: path,
      Weight: weight,
    })),
    BlkioDeviceReadBps: config?.device_read_bps?.map(rate),
    BlkioDeviceReadIOps: config?.device_read_iops?.map(rate),
    BlkioDeviceWriteBps: config?.device_write_bps?.map(rate),
    BlkioDeviceWriteIOps: config?.device_write_iops?.map(rate),
  };
}

const rate = (limit: BlkioRate): Fields => ({ Path: limit.path, Rate: toNumber(limit.rate) });
