import type { Service } from '../model/service.ts';

type Services = Readonly<Record<string, Service>>;

/** Names around circles of dependencies, the first repeated at the end; services in one circle are in no other. */
export function findCycles(services: Services): readonly (readonly string[])[] {
  const finished = new Set<string>();
  const cycles: (readonly string[])[] = [];
  for (const start of Object.keys(services).toSorted()) {
    while (!finished.has(start)) {
      const cycle = walk(services, start, finished);
      if (!cycle) break;
      cycles.push(cycle);
      for (const name of cycle) finished.add(name);
    }
  }
  return cycles;
}

interface Frame {
  readonly name: string;
  readonly rest: string[];
}

// With its own stack: a chain of thousands of services must not end the program's.
function walk(
  services: Services,
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

const open = (services: Services, name: string): Frame => ({
  name,
  rest: Object.keys(services[name]?.depends_on ?? {})
    .toSorted()
    .toReversed(),
});
