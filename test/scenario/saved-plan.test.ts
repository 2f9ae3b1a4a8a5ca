import { expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../support/flotilla.ts';

const SHOP = `
services:
  web:
    image: busybox
    command: sleep 600
    init: true
    stop_grace_period: 0s
    environment: {TOKEN: "\${TOKEN:-hunter2}"}
`;

it('a saved plan is applied while the world is as it was, and holds no value of the environment', async () => {
  await using shop = workspace('saved', SHOP);
  expect((await shop.flo('plan', '-o', 'plan.json')).code).toBe(0);
  expect(readFileSync(join(shop.dir, 'plan.json'), 'utf8')).not.toContain('hunter2');
  expect((await shop.flo('apply', 'plan.json')).code).toBe(0);
  expect((await shop.containers())['web-1']?.state).toBe('running');
});

it('a plan that is out of date is refused, with what has moved', async () => {
  await using shop = workspace('stale', SHOP);
  await shop.flo('plan', '-o', 'plan.json');
  await shop.flo('up', '-d');
  const late = await shop.flo('apply', 'plan.json');
  expect(late.code).toBe(1);
  expect(late.stderr).toContain('no longer needed: container/web-1/create');
  const changed = await shop.floWith({ env: { TOKEN: 'other' } }, 'plan', '-o', 'next.json');
  expect(changed.code).toBe(0);
  const other = await shop.floWith({ env: { TOKEN: 'third' } }, 'apply', 'next.json');
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('has changed')]);
});
