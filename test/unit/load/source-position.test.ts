import { describe, expect, it } from 'vitest';
import { lineAt, placeOf } from '../../../src/load/source-position.ts';
import { sourceOf } from './yaml.ts';

describe('placeOf', () => {
  const source = sourceOf('one\r\n  two\n\nlast');

  it('counts lines and columns from 1 and returns the line without its end', () => {
    expect(placeOf({ source, start: 7, end: 10 })).toEqual({
      file: 'compose.yaml',
      line: 2,
      column: 3,
      length: 3,
      text: '  two',
    });
    expect(placeOf({ source, start: 0, end: 3 }).text).toBe('one');
    expect(placeOf({ source, start: 12, end: 16 })).toMatchObject({ line: 4, column: 1 });
  });

  it('marks a range over several lines to the end of its first line', () => {
    expect(placeOf({ source, start: 7, end: 16 }).length).toBe(3);
  });

  it('marks at least one column, even at the end of the text', () => {
    expect(placeOf({ source, start: 16, end: 16 })).toMatchObject({
      line: 4,
      column: 5,
      length: 1,
    });
  });

  it('keeps at most 200 columns of a line', () => {
    const long = sourceOf('x'.repeat(1000));
    expect(placeOf({ source: long, start: 0, end: 1 }).text).toHaveLength(200);
  });

  it('finds the line of every offset', () => {
    const characters = source.text.split('');
    const offsets = characters.map((_, offset) => lineAt(source, offset));
    const expected = characters.map((_, offset) => source.text.slice(0, offset).split('\n').length);
    expect(offsets).toEqual(expected);
  });
});
