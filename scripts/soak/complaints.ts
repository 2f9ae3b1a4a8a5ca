/** What is not as it must be after many edits, and after taking the project down. */
import type { Follower } from './follower.ts';
import type { Project } from './project.ts';
import type { Stack } from './stack.ts';

export interface Soaked {
  readonly project: Project;
  readonly stack: Stack;
  readonly follower: Follower;
}

/** Node's own pipes to the child are sockets, too: three; events, and calls that keep their connection. */
const OTHER_SOCKETS = 3 + 1 + 8;
const MOST_GROWTH_KB = 20 * 1024;

export async function complaintsAbout(soaked: Soaked): Promise<readonly string[]> {
  return [
    ...(await containerComplaints(soaked)),
    ...streamComplaints(soaked),
    ...lineComplaints(soaked),
    ...memoryComplaints(soaked),
    ...(await leftovers(soaked)),
  ];
}

/** Exactly the wanted containers: no orphan, no temporary name; and nothing to be done. */
async function containerComplaints({ project, stack }: Soaked): Promise<readonly string[]> {
  const { stdout } = await project.run('ps', '--all', '--format', '{{.Name}}');
  const found = stdout.trim().split('\n').toSorted().join(' ');
  const wanted = stack.containers().map((name) => `${project.name}-${name}`);
  const { code } = await project.run('plan', '--detailed-exitcode');
  return [
    ...(found === wanted.join(' ') ? [] : [`containers are ${found}, not ${wanted.join(' ')}`]),
    ...(code === 0 ? [] : [`there is still something to do: plan ended with ${code}`]),
  ];
}

function streamComplaints({ stack, follower }: Soaked): readonly string[] {
  if (follower.hasEnded) return ['following the logs has ended'];
  const most = stack.containers().length + OTHER_SOCKETS;
  const open = follower.sockets();
  return open > most ? [`${open} connections are open, at most ${most} are needed`] : [];
}

/** Every container prints one line. */
function lineComplaints({ project, follower }: Soaked): readonly string[] {
  const { lines } = follower;
  const { size } = project.counted;
  return lines === size ? [] : [`${lines} lines were shown of ${size} containers`];
}

function memoryComplaints({ follower }: Soaked): readonly string[] {
  const { first, last } = follower.memory;
  return last - first > MOST_GROWTH_KB
    ? [`memory grew from ${Math.round(first)} to ${Math.round(last)} kB`]
    : [];
}

async function leftovers({ project, follower }: Soaked): Promise<readonly string[]> {
  const { code } = await project.run('down', '--volumes', '--remove-orphans');
  const left = await project.run('ps', '--all', '--quiet');
  const volumes = await project.run('volumes', '--quiet');
  const ended = await follower.end();
  return [
    ...(code === 0 ? [] : [`down ended with ${code}`]),
    ...(left.stdout.trim() === '' ? [] : [`containers left: ${left.stdout}`]),
    ...(volumes.stdout.trim() === '' ? [] : [`volumes left: ${volumes.stdout}`]),
    ...(ended === 0 ? [] : [`following the logs ended with ${ended}`]),
  ];
}
