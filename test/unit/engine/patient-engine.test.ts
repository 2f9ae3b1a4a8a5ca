import { expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/engine/engine.ts';
import { Patience } from '../../../src/engine/patience.ts';
import { makePatient } from '../../../src/engine/patient-engine.ts';
import { EngineError } from '../../../src/model/engine-error.ts';

const lost = (): EngineError =>
  new EngineError({ kind: 'connectionLost', request: 'GET /x', text: 'lost' });

const patience = (): Patience => new Patience({ now: () => 0, sleep: () => Promise.resolve() });

/** An engine of which every reading method fails once and answers with its name after that. */
function failingOnce(): Engine {
  const failOnce = (name: string) =>
    vi.fn<() => Promise<string>>().mockRejectedValueOnce(lost()).mockResolvedValue(name);
  return Object.fromEntries(READS.map((name) => [name, failOnce(name)])) as unknown as Engine;
}

const READS = [
  'info',
  'version',
  'listContainers',
  'inspectContainer',
  'topContainer',
  'statPath',
  'sampleContainer',
  'inspectExec',
  'listNetworks',
  'inspectNetwork',
  'listVolumes',
  'listImages',
  'listProjectImages',
  'inspectImage',
  'resolveDigest',
  'logs',
  'getArchive',
] as const satisfies readonly (keyof Engine)[];

test.each(READS)('%s is asked again when its connection is lost', async (name) => {
  const engine = makePatient(failingOnce(), patience());
  const call = engine[name] as (...given: readonly unknown[]) => Promise<unknown>;
  expect(await call('id', 'path', {})).toBe(name);
});

test('a wait that is cut goes on for the end that may have come meanwhile', async () => {
  const waitContainer = vi
    .fn<Engine['waitContainer']>()
    .mockResolvedValueOnce({ exitCode: Promise.reject(lost()) })
    .mockResolvedValueOnce({ exitCode: Promise.resolve(3) });
  const engine = makePatient({ waitContainer } as unknown as Engine, patience());
  expect(await (await engine.waitContainer('id', 'next-exit')).exitCode).toBe(3);
  expect(waitContainer.mock.calls.map(([, condition]) => condition)).toEqual([
    'next-exit',
    'not-running',
  ]);
});
