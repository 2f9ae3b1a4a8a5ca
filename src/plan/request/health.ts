import type { HealthConfig } from '../../model/engine-api.ts';
import type { Healthcheck } from '../../model/service.ts';
import { compact } from './compact.ts';
import { toNanoseconds } from './durations.ts';

/** `Healthcheck` of the create body; what is left out is inherited from the image. */
export function healthConfig(check: Healthcheck): HealthConfig {
  return compact({
    Test: check.disable === true ? ['NONE'] : (check.test ?? []),
    Interval: toNanoseconds(check.interval),
    Timeout: toNanoseconds(check.timeout),
    StartPeriod: toNanoseconds(check.start_period),
    StartInterval: toNanoseconds(check.start_interval),
    Retries: check.retries ?? 0,
  });
}
