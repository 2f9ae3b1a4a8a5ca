import { describe, expect, it } from 'vitest';
import { differences, parseSavedPlan, savePlan } from '../../../src/plan/saved-plan.ts';
import type { Reason } from '../../../src/plan/step.ts';
import { plan, recreation } from '../render/samples.ts';

const at = { file: 'compose.yaml', line: 4, column: 2, length: 3, text: 'MODE: hunter2' };
const planFor = (reason: Reason) => plan(recreation().map((step) => ({ ...step, reason })));

const EXPLAINED: Reason = {
  kind: 'configChanged',
  changes: [
    { attribute: 'environment.MODE', change: 'changed', from: 'hunter3', to: 'hunter2', at },
    { attribute: 'command', change: 'added', to: 'hunter4' },
  ],
};

describe('a saved plan', () => {
  it('names what differs and where, and holds no value and no line of a file', () => {
    const saved = savePlan(planFor(EXPLAINED), { services: [], flags: {} }, 'key');
    expect(JSON.stringify(saved)).not.toContain('hunter');
    expect(saved.steps[0]?.reason).toEqual({
      kind: 'configChanged',
      changes: [
        {
          attribute: 'environment.MODE',
          change: 'changed',
          at: { file: 'compose.yaml', line: 4, column: 2, length: 3 },
        },
        { attribute: 'command', change: 'added' },
      ],
    });
    const image: Reason = { kind: 'imageChanged', from: 'a', to: 'b', at };
    const other = savePlan(planFor(image), { services: [], flags: {} }, 'key');
    expect(JSON.stringify(other)).not.toContain('hunter');
    expect(parseSavedPlan(JSON.stringify(saved))).toEqual(saved);
  });

  it('is the same plan for one that nobody has explained', () => {
    const saved = savePlan(planFor(EXPLAINED), { services: [], flags: {} }, 'key');
    const plain = { kind: 'configChanged', changes: [{ attribute: 'command' }] } as const;
    expect(differences(saved, planFor(plain))).toEqual([]);
    expect(differences(saved, planFor({ kind: 'orphan' }))).toHaveLength(1);
  });

  it('is the same plan after lines of the files have moved', () => {
    const image: Reason = { kind: 'imageChanged', from: 'a', to: 'b', at };
    const saved = savePlan(planFor(image), { services: [], flags: {} }, 'key');
    expect(differences(saved, planFor({ ...image, at: { ...at, line: 9 } }))).toEqual([]);
    expect(differences(saved, planFor({ ...image, to: 'c' }))).toHaveLength(1);
  });
});
