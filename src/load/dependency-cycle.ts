import type { Service } from '../model/service.ts';

/** Names around one circle of dependencies, the first repeated at the end; undefined when there is none. */
export function findCycle(
  services: Readonly<Record<string, Service>>,
): readonly string[] | undefined {
  const finished = new Set<string>();
  for (const start of Object.keys(services).toSorted()) {
    const cycle = finished.has(start) ? undefined : walk(services, start, finished);
    if (cycle) return cycle;
  }
  return undefined;
}

interface Frame {
  readonly name: string;
  readonly rest: string[];
}

// With its own stack: a chain of thousands of services must not end the program's.
function walk(
  services: Readonly<Record<string, Service>>,
  start: string,
  finished: Set<string>,
): readonly string[] | undefined {
  const frames: Frame[] = [open(services, start)];
  const active = new Set([start]);
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const next = frame.rest.pop();
    if (next === undefined) {
      frames.pop();
      active.delete(frame.name);
      finished.add(frame.name);
    } else if (active.has(next)) {
      const names = frames.map(({ name }) => name);
      return [...names.slice(names.indexOf(next)), next];
    } else if (!finished.has(next) && Object.hasOwn(services, next)) {
      active.add(next);
      frames.push(open(services, next));
    }
  }
  return undefined;
}

const open = (services: Readonly<Record<string, Service>>, name: string): Frame => ({
  name,
  rest: Object.keys(services[name]?.depends_on ?? {})
    .toSorted()
    .toReversed(),
});
