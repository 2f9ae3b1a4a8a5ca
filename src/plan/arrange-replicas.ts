import type { Place } from '../model/diagnostic.ts';
import { isTemporaryName } from '../model/names.ts';
import { isUp, type ObservedContainer } from '../model/observed.ts';
import { located, type Reason } from './step.ts';

/** What is to become of one replica. */
export type Slot =
  | { readonly kind: 'create'; readonly number: number; readonly name: string }
  | {
      readonly kind: 'keep';
      readonly number: number;
      readonly name: string;
      readonly container: ObservedContainer;
      /** Its name is a leftover of an interrupted run and has to be put right. */
      readonly rename: boolean;
    }
  | {
      readonly kind: 'recreate';
      readonly number: number;
      readonly name: string;
      readonly container: ObservedContainer;
      readonly reason: Reason;
    };

export interface Removal {
  readonly container: ObservedContainer;
  readonly number?: number;
  readonly reason: Reason;
}

export interface Arrangement {
  readonly slots: readonly Slot[];
  readonly removals: readonly Removal[];
}

export interface ArrangeInput {
  /** All containers of the service but one-offs. */
  readonly containers: readonly ObservedContainer[];
  /** Those that must go first whatever they are, as their volume is made anew. */
  readonly leaving?: readonly Removal[];
  readonly wanted: number;
  /** Where that number is written. */
  wantedAt?(): Place | undefined;
  nameOf(number: number): string;
  /** Why a container cannot stay as it is; undefined when it can. */
  judge(container: ObservedContainer): Reason | undefined;
}

interface Numbered {
  readonly container: ObservedContainer;
  readonly number: number;
  readonly reason: Reason | undefined;
}

/** Decides, from the observed state alone, which container is which replica, and which must go. */
export function arrangeReplicas(input: ArrangeInput): Arrangement {
  const removals: Removal[] = [...(input.leaving ?? [])];
  const alive = input.containers.filter((container) => container.state !== 'removing');
  for (const container of alive.filter((candidate) => candidate.state === 'dead'))
    removals.push({ container, reason: { kind: 'leftover', what: 'dead' } });
  const numbered = resolveNumbers(
    alive.filter((container) => container.state !== 'dead'),
    input,
    removals,
  );
  const kept = dropSurplus(numbered, input, removals);
  const slots = kept.map((entry) => slotOf(entry, input.nameOf(entry.number)));
  return { slots: [...slots, ...newReplicas(kept, input)].toSorted(byNumber), removals };
}

function resolveNumbers(
  containers: readonly ObservedContainer[],
  input: ArrangeInput,
  removals: Removal[],
): readonly Numbered[] {
  const groups = new Map<number, Numbered[]>();
  const judged = containers.map((container) => ({ container, reason: input.judge(container) }));
  for (const { container, reason } of judged) {
    if (container.number === undefined) continue;
    const entry = { container, reason, number: container.number };
    const group = groups.get(container.number);
    if (group === undefined) groups.set(container.number, [entry]);
    else group.push(entry);
  }
  const winners: Numbered[] = [];
  for (const [number, group] of groups) {
    const [winner, ...losers] = rank(group, input);
    if (winner !== undefined) winners.push(winner);
    for (const { container } of losers)
      removals.push({ container, number, reason: { kind: 'leftover', what: 'duplicate' } });
  }
  let free = 1;
  for (const { container, reason } of judged) {
    if (container.number !== undefined) continue;
    while (groups.has(free)) free++;
    winners.push({ container, reason, number: free++ });
  }
  return winners;
}

/** As long as one runs, another that has never run is no successor yet. */
function rank(group: readonly Numbered[], input: ArrangeInput): readonly Numbered[] {
  const isAnyUp = group.some(({ container }) => isUp(container));
  const isLate = ({ container }: Numbered): boolean => isAnyUp && container.state === 'created';
  return group.toSorted(
    (a, b) => Number(isLate(a)) - Number(isLate(b)) || preference(b, input) - preference(a, input),
  );
}

/** Of two containers of one number: the one with the final name, then the one as wanted, running, newest. */
function preference(entry: Numbered, input: ArrangeInput): number {
  const { container } = entry;
  const named = container.name === input.nameOf(entry.number) ? 8 : 0;
  const asWanted = entry.reason === undefined ? 4 : 0;
  const running = container.state === 'running' ? 2 : 0;
  return named + asWanted + running + container.createdAt / 1e11;
}

/** Of too many, first those that differ go, then the highest numbers. */
function dropSurplus(
  numbered: readonly Numbered[],
  input: ArrangeInput,
  removals: Removal[],
): readonly Numbered[] {
  const { wanted } = input;
  if (numbered.length <= wanted) return numbered;
  const wantedAt = input.wantedAt?.();
  const ranked = numbered.toSorted(
    (a, b) =>
      Number(a.reason !== undefined) - Number(b.reason !== undefined) || a.number - b.number,
  );
  for (const { container, number } of ranked.slice(wanted).toReversed())
    removals.push({
      container,
      number,
      reason: { kind: 'surplusReplica', wanted, ...located(wantedAt) },
    });
  return ranked.slice(0, wanted);
}

function slotOf(entry: Numbered, name: string): Slot {
  const { container, number, reason } = entry;
  if (reason !== undefined) return { kind: 'recreate', number, name, container, reason };
  const rename = container.name !== name && isTemporaryName(container.name);
  return { kind: 'keep', number, name, container, rename };
}

function newReplicas(kept: readonly Numbered[], input: ArrangeInput): readonly Slot[] {
  const taken = new Set(kept.map((entry) => entry.number));
  const slots: Slot[] = [];
  for (let number = 1; kept.length + slots.length < input.wanted; number++)
    if (!taken.has(number)) slots.push({ kind: 'create', number, name: input.nameOf(number) });
  return slots;
}

const byNumber = (a: Slot, b: Slot): number => a.number - b.number;
