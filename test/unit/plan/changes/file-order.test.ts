import { expect, it } from 'vitest';
import { inFileOrder } from '../../../../src/plan/changes/file-order.ts';

const change = (attribute: string, line?: number, column = 1) => ({
  attribute,
  ...(line === undefined ? {} : { at: { file: 'a', line, column, length: 1 } }),
});

it('changes stand as in the file, entries of one attribute together', () => {
  const changes = [
    change('labels.b', 9),
    change('environment.B', 5, 20),
    change('image', 3),
    change('environment.A', 5, 10),
    change('labels.a', 4),
  ];
  expect(inFileOrder(changes).map(({ attribute }) => attribute)).toEqual([
    'image',
    'labels.a',
    'labels.b',
    'environment.A',
    'environment.B',
  ]);
});

it('changes without a place keep their order', () => {
  const changes = [change('b'), change('a')];
  expect(inFileOrder(changes)).toEqual(changes);
});
