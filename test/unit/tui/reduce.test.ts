import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DashboardEvent } from '../../../src/tui/dashboard-state.ts';
import { initialState } from '../../../src/tui/dashboard-state.ts';
import { BINDINGS } from '../../../src/tui/keymap.ts';
import { reduce } from '../../../src/tui/reduce.ts';
import { container, key, NOON, observed, shop, SHOP, tell } from './stories.ts';

describe('services', () => {
  it('marks the first service once there are some', () => {
    expect(shop().selected).toBe('db');
  });

  it('moves the mark and never leaves the list', () => {
    expect(tell(shop(), 'j', 'j').state.selected).toBe('api');
    expect(tell(shop(), 'up').state.selected).toBe('db');
    expect(tell(shop(), 'G').state.selected).toBe('gone');
    expect(tell(shop(), 'G', 'down', 'g').state.selected).toBe('db');
  });

  it('keeps the mark on its service when others come and go', () => {
    const without = SHOP.filter(({ service }) => service !== 'db');
    const { state } = tell(shop(), 'j', 'j', observed([...without, container('aaa', 1)]));
    expect(state.selected).toBe('api');
  });

  it('marks what stands in the place of a service that has gone', () => {
    const start = tell(shop(), 'G').state;
    const { state } = tell(start, observed(SHOP.filter(({ service }) => service !== 'gone')));
    expect(state.selected).toBe('mailer');
  });

  it('asks for the details of the marked service', () => {
    expect(tell(shop(), 'j').intents).toEqual([{ kind: 'inspect', service: 'migrate' }]);
  });

  it('drops details of a service that is no longer looked at', () => {
    const late: DashboardEvent = { kind: 'facts', service: 'db', facts: [] };
    const { state } = tell(shop(), 'j');
    expect(reduce(state, late).state).toBe(state);
  });
});

describe('one service', () => {
  it('is opened with enter and left with escape', () => {
    const open = tell(shop(), 'j', 'j', 'enter').state;
    expect(open).toMatchObject({ solo: 'api', pane: 'logs' });
    const back = tell(open, 'esc').state;
    expect(back.solo).toBeUndefined();
    expect(back).toMatchObject({ pane: 'services', selected: 'api' });
  });

  it('is closed when the service has gone', () => {
    const open = tell(shop(), 'G', 'enter').state;
    const { state } = tell(open, observed(SHOP.filter(({ service }) => service !== 'gone')));
    expect(state.solo).toBeUndefined();
  });

  it('follows the mark while the list has the keys', () => {
    expect(tell(shop(), 'enter', '1', 'j').state).toMatchObject({
      solo: 'migrate',
      selected: 'migrate',
    });
  });
});

describe('actions', () => {
  it.each([
    ['r', 'restart'],
    ['s', 'stop'],
    ['S', 'start'],
  ] as const)('%s asks to %s the marked service', (name, verb) => {
    const { state, intents } = tell(shop(), name);
    expect(intents).toEqual([{ kind: 'act', verb, service: 'db' }]);
    expect(state.busy).toEqual({ db: verb });
  });

  it('are about the open service, wherever the keys are', () => {
    const { intents } = tell(shop(), 'j', 'enter', 'r');
    expect(intents.at(-1)).toEqual({ kind: 'act', verb: 'restart', service: 'migrate' });
  });

  it('are not begun twice on one service', () => {
    const { state, intents } = tell(shop(), 'r', 's');
    expect(intents).toHaveLength(1);
    expect(state.toast).toMatchObject({ level: 'error', text: 'db: still busy with restart' });
  });

  it('say what came of them', () => {
    const done = tell(shop(), 'r', {
      kind: 'actionEnded',
      service: 'db',
      verb: 'restart',
      at: NOON,
    });
    expect(done.state.busy).toEqual({});
    expect(done.state.toast).toMatchObject({ level: 'info', text: 'db restarted' });
    expect(tell(done.state, { kind: 'tick', at: NOON + 5_000 }).state.toast).toBeUndefined();
  });

  it('tell a failure until a key is pressed, without its control characters', () => {
    const end = {
      kind: 'actionEnded',
      service: 'db',
      verb: 'stop',
      at: NOON,
      failure: 'no\x1b[2J way',
    } as const;
    const failed = tell(shop(), 's', end, { kind: 'tick', at: NOON + 60_000 }).state;
    expect(failed.toast).toEqual({ level: 'error', text: 'stop db: no way' });
    expect(tell(failed, 'j').state.toast).toBeUndefined();
  });

  it('are not begun without an engine', () => {
    const lost: DashboardEvent = {
      kind: 'engineLost',
      at: NOON,
      retryAt: NOON + 500,
      text: 'gone',
    };
    const { state, intents } = tell(shop(), lost, 'r');
    expect(intents).toEqual([]);
    expect(state.toast?.text).toBe('restart db: no engine');
  });
});

describe('log', () => {
  it('pauses with any move up and counts what comes meanwhile', () => {
    const up = tell(shop(), '2', 'k');
    expect(up.intents).toEqual([{ kind: 'scrollLogs', move: { kind: 'lines', by: -1 } }]);
    const paused = tell(
      up.state,
      { kind: 'logsScrolled', anchor: 41 },
      { kind: 'logsAppended', count: 7 },
    ).state;
    expect(paused.logs).toMatchObject({ follow: false, anchor: 41, fresh: 7 });
    const back = tell(paused, 'G').state;
    expect(back.logs).toMatchObject({ follow: true, fresh: 0 });
    expect(back.logs.anchor).toBeUndefined();
  });

  it('has nothing below while it follows', () => {
    expect(tell(shop(), '2', 'j', 'pagedown').intents).toEqual([]);
  });

  it('pauses and follows with F from every pane', () => {
    expect(tell(shop(), 'F').intents).toEqual([
      { kind: 'scrollLogs', move: { kind: 'lines', by: 0 } },
    ]);
    const paused = tell(shop(), { kind: 'logsScrolled', anchor: 3 }).state;
    expect(tell(paused, 'F').state.logs.follow).toBe(true);
  });

  it('filters while the text is typed', () => {
    const typing = tell(shop(), '/', 'q', 'space', 'R', '/').state;
    expect(typing).toMatchObject({ pane: 'logs', draft: 'q R/', logs: { filter: 'q R/' } });
    const kept = tell(typing, 'backspace', 'enter').state;
    expect(kept.draft).toBeUndefined();
    expect(kept.logs.filter).toBe('q R');
    expect(tell(kept, 'esc').state.logs.filter).toBe('');
    expect(tell(typing, 'esc').state.logs.filter).toBe('');
  });

  it('takes a paste into the filter only, as one line of text', () => {
    const paste: DashboardEvent = { kind: 'paste', text: '\r\nrefused\x1b[2J\r\nq' };
    expect(tell(shop(), '/', paste).state.logs.filter).toBe('refused');
    expect(tell(shop(), paste).intents).toEqual([]);
  });

  it('scrolls sideways and not beyond the start', () => {
    expect(tell(shop(), '2', 'l', 'l', 'h').state.logs.left).toBe(8);
    expect(tell(shop(), '2', 'h').state.logs.left).toBe(0);
    expect(tell(shop(), '2', 'l', '0').state.logs.left).toBe(0);
  });
});

describe('panes', () => {
  it('follow one another in a circle', () => {
    expect(tell(shop(), 'tab').state.pane).toBe('logs');
    expect(tell(shop(), 'tab', 'tab', 'tab').state.pane).toBe('services');
    expect(tell(shop(), 'shift-tab').state.pane).toBe('details');
  });

  it('give way to the help, which takes all keys but those that close it', () => {
    const help = tell(shop(), '?', 's', 'r', 'j');
    expect(help.intents).toEqual([]);
    expect(help.state.help).toBe(true);
    expect(tell(help.state, 'esc').state.help).toBe(false);
  });
});

describe('engine', () => {
  it('keeps what was seen last and counts from the first loss', () => {
    const lose = (at: number): DashboardEvent => ({
      kind: 'engineLost',
      at,
      retryAt: at + 500,
      text: 'gone',
    });
    const { state } = tell(shop(), lose(NOON + 1_000), lose(NOON + 3_000));
    expect(state.engine).toMatchObject({
      kind: 'lost',
      since: NOON + 1_000,
      retryAt: NOON + 3_500,
    });
    expect(state.services).toHaveLength(7);
    expect(tell(state, observed()).state.engine).toEqual({ kind: 'up' });
  });
});

describe('time', () => {
  const at = (ms: number): DashboardEvent => ({ kind: 'tick', at: NOON + ms });

  it('counts seconds while a container is young or the engine lost, else minutes', () => {
    expect(tell(shop(), at(1_000)).state.now).toBe(NOON + 1_000);
    const settled = tell(shop(), observed([container('db', 1)])).state;
    expect(reduce(settled, at(1_000)).state).toBe(settled);
    expect(tell(settled, at(60_000)).state.now).toBe(NOON + 60_000);
    const lost: DashboardEvent = { kind: 'engineLost', at: NOON, retryAt: NOON, text: '' };
    expect(tell(settled, lost, at(1_000)).state.now).toBe(NOON + 1_000);
  });
});

describe('reduce', () => {
  it.each(['q', 'ctrl-c'])('leaves with %s', (name) => {
    expect(tell(shop(), name).intents).toEqual([{ kind: 'quit' }]);
  });

  it('leaves with ctrl-c from the help and from the filter, where q is a letter', () => {
    expect(tell(shop(), '?', 'ctrl-c').intents).toEqual([{ kind: 'quit' }]);
    expect(tell(shop(), '/', 'ctrl-c').intents).toEqual([{ kind: 'quit' }]);
    expect(tell(shop(), '/', 'q').intents).toEqual([]);
  });

  it('gives the same object back when nothing changed, so that nothing is drawn', () => {
    const state = shop();
    for (const event of [
      { kind: 'tick', at: NOON + 10 },
      { kind: 'resize', columns: 120, rows: 40 },
      { kind: 'logsAppended', count: 0 },
      key('unknown'),
    ] as const) {
      expect(reduce(state, event).state).toBe(state);
    }
  });

  it('takes every key in every state', () => {
    const names = [...BINDINGS.flatMap(({ keys }) => keys), 'backspace', 'x', 'é', '\u{1f600}'];
    const events = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...names).map(key) },
      fc.constantFrom<DashboardEvent>(
        observed(),
        observed([]),
        observed(SHOP.slice(2)),
        { kind: 'engineLost', at: NOON, retryAt: NOON, text: '' },
        { kind: 'logsAppended', count: 3 },
        { kind: 'logsScrolled', anchor: 2 },
        { kind: 'actionEnded', service: 'db', verb: 'stop', at: NOON, failure: 'x' },
        { kind: 'resize', columns: 10, rows: 3 },
        { kind: 'tick', at: NOON + 1_000 },
      ),
    );
    const start = initialState({ name: 'shop', engine: 'e' }, { columns: 80, rows: 24, now: NOON });
    fc.assert(
      fc.property(fc.array(events, { maxLength: 100 }), (all) => {
        const { state } = tell(start, ...all);
        const names = state.services.map(({ name }) => name);
        expect([undefined, ...names]).toContain(state.selected);
        expect([undefined, ...names]).toContain(state.solo);
        expect(state.logs.left).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 100 },
    );
  });
});
