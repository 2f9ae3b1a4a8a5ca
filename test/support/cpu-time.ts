import process from 'node:process';

/**
 * Milliseconds of processor time that the work takes on this thread: what else the machine does has no part in it. Told
 * apart with it are proportional and quadratic work, never fast and slow machines.
 */
export function cpuMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
