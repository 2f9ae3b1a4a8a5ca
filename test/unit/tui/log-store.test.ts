import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogStore } from '../../../src/tui/log-store.ts';
import { LogView } from '../../../src/tui/log-view.ts';

interface Written {
  readonly source: number;
  readonly at: number;
  readonly stderr: boolean;
  readonly text: string;
}

const line: fc.Arbitrary<Written> = fc.record({
  source: fc.nat(2),
  at: fc.nat(1_000_000),
  stderr: fc.boolean(),
  text: fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('needle', 'Needle here', '')),
});

function storeWith(
  lines: readonly Written[],
  limits = { lines: 5_000, bytes: 1e9, lineBytes: 100 },
): LogStore {
  const store = new LogStore(limits);
  for (const service of ['a', 'b', 'c']) store.sourceOf(service, `${service}-1`);
  for (const { text, ...rest } of lines) store.append({ ...rest, bytes: Buffer.from(text) });
  return store;
}

const textsOf = (store: LogStore): readonly string[] =>
  Array.from({ length: store.count }, (_, at) => String(store.line(store.first + at)?.bytes));

describe('LogStore', () => {
  it('holds what a plain array would hold', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), (lines) => {
        const store = storeWith(lines);
        expect(store.first).toBe(0);
        expect(store.end).toBe(lines.length);
        lines.forEach((written, id) => {
          expect(store.line(id)).toMatchObject({
            id,
            source: written.source,
            at: written.at,
            stderr: written.stderr,
          });
        });
        expect(textsOf(store)).toEqual(lines.map(({ text }) => text));
        expect(store.textBytes).toBe(
          lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('keeps the newest lines within its bounds, and their ids', () => {
    const all = Array.from({ length: 9_000 }, (_, at) => ({
      source: 0,
      at,
      stderr: false,
      text: `line ${at}`,
    }));
    const store = storeWith(all, { lines: 3_000, bytes: 1e9, lineBytes: 100 });
    expect(store.end).toBe(9_000);
    expect(store.count).toBeLessThanOrEqual(3_000);
    expect(store.count).toBeGreaterThan(1_900);
    expect(store.line(store.first - 1)).toBeUndefined();
    expect(store.line(9_000)).toBeUndefined();
    expect(textsOf(store)).toEqual(all.slice(store.first).map(({ text }) => text));
  });

  it('holds no more bytes than it may', () => {
    const store = new LogStore({ lines: 1e6, bytes: 1_000_000, lineBytes: 64 * 1024 });
    const bytes = Buffer.alloc(10_000, 'x');
    for (let at = 0; at < 1_000; at += 1) {
      store.append({ source: 0, at, stderr: false, bytes });
      expect(store.bytes).toBeLessThanOrEqual(1_000_000);
    }
    expect(store.count).toBeGreaterThan(50);
  });

  it('copies: what the caller does with the buffer later changes nothing', () => {
    const store = storeWith([]);
    const bytes = Buffer.from('before');
    store.append({ source: 0, at: 0, stderr: false, bytes });
    bytes.fill('x');
    expect(textsOf(store)).toEqual(['before']);
  });

  it('cuts long lines and remembers how long they were', () => {
    const store = storeWith([{ source: 0, at: 0, stderr: false, text: 'y'.repeat(250) }]);
    expect(store.line(0)).toMatchObject({ written: 250 });
    expect(store.line(0)?.bytes).toHaveLength(100);
  });

  it('gives a source one number', () => {
    const store = storeWith([]);
    expect(store.sourceOf('b', 'b-1')).toBe(1);
    expect(store.sourceOf('b', 'b-2')).toBe(3);
  });
});

describe('LogView', () => {
  const choice = fc.record(
    {
      service: fc.constantFrom('a', 'b', 'c'),
      filter: fc.constantFrom('', 'needle', 'Needle', 'e'),
    },
    { requiredKeys: ['filter'] },
  );
  const passes = (
    written: Written,
    { service, filter }: { readonly service?: string | undefined; readonly filter: string },
  ): boolean => {
    const names = ['a', 'b', 'c'];
    const text = filter === filter.toLowerCase() ? written.text.toLowerCase() : written.text;
    return (service === undefined || names[written.source] === service) && text.includes(filter);
  };

  it('shows what filtering a plain array would show, while lines come and fall off', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 100 }),
        fc.array(line, { maxLength: 100 }),
        choice,
        (early, late, wanted) => {
          const store = storeWith(early);
          const view = new LogView(store);
          view.update(wanted);
          for (const { text, ...rest } of late) store.append({ ...rest, bytes: Buffer.from(text) });
          view.update(wanted);
          const expected = [...early, ...late].filter((written) => passes(written, wanted));
          expect(view.count).toBe(expected.length);
          expect(view.window(undefined, 10).map(({ bytes }) => String(bytes))).toEqual(
            expected.slice(-10).map(({ text }) => text),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('lets lines go that fell off', () => {
    const many = Array.from({ length: 6_000 }, (_, at) => ({
      source: at % 2,
      at,
      stderr: false,
      text: String(at),
    }));
    const store = storeWith([], { lines: 2_000, bytes: 1e9, lineBytes: 100 });
    const view = new LogView(store);
    for (const { text, ...rest } of many) {
      store.append({ ...rest, bytes: Buffer.from(text) });
      if (rest.at % 500 === 0) view.update({ service: 'b', filter: '' });
    }
    view.update({ service: 'b', filter: '' });
    expect(view.count).toBe(Math.floor(store.count / 2));
    expect(view.window(0, 1)[0]?.id).toBeGreaterThanOrEqual(store.first);
  });

  it('moves by lines and never leaves the screen half empty', () => {
    const store = storeWith(
      Array.from({ length: 50 }, (_, at) => ({ source: 0, at, stderr: false, text: String(at) })),
    );
    const view = new LogView(store);
    expect(view.moved(undefined, 0, 10)).toBe(40);
    expect(view.moved(undefined, -1, 10)).toBe(39);
    expect(view.moved(39, 5, 10)).toBe(40);
    expect(view.moved(39, -Infinity, 10)).toBe(0);
    expect(view.window(39, 10)).toHaveLength(10);
    expect(new LogView(storeWith([])).moved(undefined, -1, 10)).toBeUndefined();
  });

  it('finds text behind colours', () => {
    const store = storeWith([
      { source: 0, at: 0, stderr: false, text: 'con\x1b[31mnec\x1b[0mtion' },
    ]);
    const view = new LogView(store);
    view.update({ filter: 'connection' });
    expect(view.count).toBe(1);
  });
});
