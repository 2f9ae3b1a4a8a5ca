import { describe, expect, it } from 'vitest';
import type { WatchTrigger } from '../../../src/model/service.ts';
import { pathWithin, reactionsTo, type WatchRule } from '../../../src/plan/watch-reactions.ts';

const rule = (
  service: string,
  trigger: Partial<WatchTrigger> & Pick<WatchTrigger, 'action'>,
  takes: (path: string) => boolean = () => true,
): WatchRule => ({ service, trigger: { path: '/work/src', ...trigger }, index: 0, takes });

const sync = (more: Partial<WatchTrigger> = {}): Partial<WatchTrigger> & { action: string } => ({
  action: 'sync',
  target: '/app',
  ...more,
});

describe('a change of a watched file', () => {
  it('is copied to its place below the target', () => {
    const [reaction] = reactionsTo(['/work/src/a/b.js'], [rule('web', sync())]);
    expect(reaction).toEqual({
      service: 'web',
      rebuilds: false,
      copies: [{ from: '/work/src/a/b.js', to: '/app/a/b.js', root: '/work/src' }],
      restarts: false,
      hooks: [],
    });
  });

  it.each([
    ['/etc/app.conf', '/etc/app.conf'],
    ['/etc/', '/etc/conf'],
  ])('of a path that is a file itself goes to %s as %s', (target, to) => {
    const rules = [rule('web', sync({ path: '/work/conf', target }))];
    expect(reactionsTo(['/work/conf'], rules)[0]?.copies).toEqual([
      { from: '/work/conf', to, root: '/work/conf' },
    ]);
  });

  it('concerns nobody whose path is another, or who does not take it', () => {
    const rules = [
      rule('web', sync({ path: '/work/other' })),
      rule('web', sync(), (path) => !path.endsWith('.log')),
    ];
    expect(reactionsTo(['/work/src/x.log', '/work/source/y'], rules)).toEqual([]);
  });

  it('is copied once to one place, by the last rule that wants it there', () => {
    const rules = [
      rule('web', sync()),
      rule('web', sync({ path: '/work/src/over', target: '/app' })),
    ];
    const [reaction] = reactionsTo(['/work/src/over/x', '/work/src/x'], rules);
    expect(reaction?.copies).toEqual([
      { from: '/work/src/over/x', to: '/app/over/x', root: '/work/src' },
      { from: '/work/src/over/x', to: '/app/x', root: '/work/src/over' },
    ]);
  });

  it.each([
    ['rebuild', { rebuilds: true, restarts: false, copies: 0 }],
    ['restart', { rebuilds: false, restarts: true, copies: 0 }],
    ['sync+restart', { rebuilds: false, restarts: true, copies: 2 }],
    ['sync+exec', { rebuilds: false, restarts: false, copies: 2 }],
  ])('many of them make one reaction: %s', (action, wanted) => {
    const rules = [rule('web', { action, target: '/app' })];
    const reactions = reactionsTo(['/work/src/a', '/work/src/b'], rules);
    expect(reactions).toHaveLength(1);
    const [{ rebuilds, restarts, copies, hooks } = reactions[0]!] = reactions;
    expect({ rebuilds, restarts, copies: copies.length }).toEqual(wanted);
    expect(hooks).toEqual(action === 'sync+exec' ? rules : []);
  });

  it('does not restart what is made anew, unless files are copied after that', () => {
    const rebuild = rule('web', { action: 'rebuild' });
    const restart = rule('web', { action: 'restart' });
    const both = rule('web', { action: 'sync+restart', target: '/app' });
    expect(reactionsTo(['/work/src/a'], [rebuild, restart])[0]?.restarts).toBe(false);
    expect(reactionsTo(['/work/src/a'], [rebuild, both])[0]?.restarts).toBe(true);
  });

  it('is told to each service that wants it, in the order of the rules', () => {
    const rules = [rule('web', sync()), rule('api', { action: 'rebuild' }), rule('web', sync())];
    expect(reactionsTo(['/work/src/a'], rules).map(({ service }) => service)).toEqual([
      'web',
      'api',
    ]);
  });
});

describe('a path within a folder', () => {
  it.each([
    ['/a', '/a', ''],
    ['/a', '/a/b/c', 'b/c'],
    ['/', '/b', 'b'],
    ['/a', '/ab', undefined],
    ['/a/b', '/a', undefined],
  ])('%s: %s is %j', (folder, path, below) => {
    expect(pathWithin(folder, path)).toBe(below);
  });
});
