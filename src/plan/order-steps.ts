import type { Step, StepId } from './step.ts';

/** By step: those that it rather comes after. */
export type Wishes = ReadonlyMap<StepId, readonly StepId[]>;

/**
 * Each step behind those it comes after; edges to steps that are not there vanish. A wish that would close a circle is
 * not granted.
 */
export function orderSteps(steps: ReadonlyMap<StepId, Step>, wishes: Wishes): readonly Step[] {
  const all = link(steps, wishes);
  const ordered = sort(all) ?? sort(link(steps, withoutCircles(wishes, all)));
  if (ordered === undefined) throw new Error('the plan has a circle');
  return ordered;
}

/** A step and where it stands while the steps are put in order. */
interface Node {
  readonly step: Step;
  /** How many of those it comes after have no place yet. */
  open: number;
  readonly followers: Node[];
}

type Nodes = ReadonlyMap<StepId, Node>;

function link(steps: ReadonlyMap<StepId, Step>, wishes: Wishes): Nodes {
  const nodes = new Map<StepId, Node>();
  for (const [id, step] of steps) {
    const wished = wishes.get(id);
    const after = edgesOf(step, wished, steps);
    const isAsItWas = wished === undefined && after.length === step.after.length;
    nodes.set(id, {
      step: isAsItWas ? step : { ...step, after },
      open: after.length,
      followers: [],
    });
  }
  for (const node of nodes.values())
    for (const id of node.step.after) nodes.get(id)?.followers.push(node);
  return nodes;
}

function edgesOf(
  { after }: Step,
  wished: readonly StepId[] | undefined,
  steps: ReadonlyMap<StepId, Step>,
): readonly StepId[] {
  const isThere = (id: StepId): boolean => steps.has(id);
  const all = wished === undefined ? after : [...after, ...wished];
  // a copy only where something is to be left out
  const known = all.every(isThere) ? all : all.filter(isThere);
  return known.length < 2 ? known : [...new Set(known)];
}

/** Undefined when there is a circle. */
function sort(nodes: Nodes): readonly Step[] | undefined {
  const queue = [...nodes.values()].filter(({ open }) => open === 0);
  for (const { followers } of queue)
    for (const follower of followers) if (--follower.open === 0) queue.push(follower);
  return queue.length === nodes.size ? queue.map(({ step }) => step) : undefined;
}

function withoutCircles(wishes: Wishes, nodes: Nodes): Wishes {
  return new Map(
    [...wishes].map(([id, wished]) => {
      const later = reachable(id, nodes);
      return [id, wished.filter((before) => !later.has(before))];
    }),
  );
}

/** The step and all that come after it, directly or not. */
function reachable(id: StepId, nodes: Nodes): ReadonlySet<StepId> {
  const found = new Set([id]);
  for (const each of found)
    for (const { step } of nodes.get(each)?.followers ?? []) found.add(step.id);
  return found;
}
