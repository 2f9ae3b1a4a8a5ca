import type { DataPath } from '../../model/json.ts';
import { looksSecret } from '../../model/secret-name.ts';
import { hideSecrets } from '../../model/secret-text.ts';
import type { FieldChange } from '../step.ts';
import { headOf } from './file-order.ts';
import type { Part, PartKind } from './part.ts';

/** A change, and the place below its attribute where the file has the new value. */
export interface PartChange {
  readonly change: FieldChange;
  readonly path: DataPath;
}

/** What differs between two values of an attribute; secrets are taken out. */
export function compareParts(
  attribute: string,
  kind: PartKind,
  sides: { readonly before: readonly Part[]; readonly now: readonly Part[] },
): readonly PartChange[] {
  const { before, now } = sides;
  switch (kind) {
    case 'one':
      return changeOf(attribute, before[0], now[0]);
    case 'set':
      return [
        ...without(before, now).flatMap((part) => changeOf(attribute, part, undefined)),
        ...without(now, before).flatMap((part) => changeOf(attribute, undefined, part)),
      ];
    case 'map':
      return keysOf(before, now).flatMap((key) =>
        changeOf(`${attribute}.${key}`, withKey(before, key), withKey(now, key)),
      );
  }
}

function changeOf(
  attribute: string,
  before: Part | undefined,
  now: Part | undefined,
): readonly PartChange[] {
  if (before?.text === now?.text) return [];
  const kind = before === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
  const values = mayNameSecret(attribute)
    ? { hidden: true as const }
    : {
        ...(before !== undefined && { from: hideSecrets(before.text) }),
        ...(now !== undefined && { to: hideSecrets(now.text) }),
      };
  return [{ change: { attribute, change: kind, ...values }, path: now?.path ?? [] }];
}

/** Of secrets there is only where they are mounted. */
const mayNameSecret = (attribute: string): boolean =>
  looksSecret(attribute) && headOf(attribute) !== 'secrets';

const without = (parts: readonly Part[], others: readonly Part[]): readonly Part[] =>
  parts.filter(({ text }) => !others.some((other) => other.text === text));

const withKey = (parts: readonly Part[], key: string): Part | undefined =>
  parts.find((part) => part.key === key);

const keysOf = (...sides: readonly (readonly Part[])[]): readonly string[] => [
  ...new Set(sides.flat().map(({ key = '' }) => key)),
];
