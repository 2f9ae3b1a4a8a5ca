/** `pull`, `push` and `build`: what is passed over, what fails, and what is told of it. */
import { expect, it } from 'vitest';
import { type Finished, workspace } from '../support/flotilla.ts';
import { startMemoryRegistry } from '../support/memory-registry.ts';

const outcome = ({ code, stdout, stderr }: Finished) => ({
  code,
  stdout,
  told: stderr.split('\n'),
});

it('pull and push name what they pass over; what cannot be had fails once, with registry and image', async () => {
  await using registry = await startMemoryRegistry();
  const gone = `${registry.host}/nobody/gone:1`;
  await using shop = workspace(
    'pulls',
    `services:
  built: {build: .}
  named: {image: busybox, pull_policy: missing}
  own: {image: "${registry.host}/own", build: ., pull_policy: build}
  gone: {image: "${gone}"}
  twin: {image: "${gone}"}
`,
  );
  const left = outcome(await shop.flo('pull', 'built', 'named', 'own'));
  expect(left).toMatchObject({ code: 0, stdout: '' });
  expect(left.told.toSorted()).toEqual([
    '',
    ' built  Skipped - No image to be pulled',
    ' named  Skipped - Image is already present locally',
    ' own  Skipped',
  ]);
  const failed = outcome(await shop.flo('pull', '-q', 'gone', 'twin'));
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  const told = failed.told.filter((line) => line.includes(gone));
  expect(told.slice(0, 2)).toEqual([` Image ${gone}  Pulling`, ` Image ${gone}  Error`]);
  expect(told[2]).toContain(`image ${gone} cannot be pulled from ${registry.host}: `);
  expect(told).toHaveLength(3);
  expect((await shop.flo('pull', '--ignore-pull-failures', 'gone')).code).toBe(0);
  expect(outcome(await shop.flo('push', 'built', 'named')).told).toEqual([
    ' built  Skipped',
    ' named  Skipped',
    '',
  ]);
  expect(await shop.flo('build', 'named')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No services to build\n',
  });
});
