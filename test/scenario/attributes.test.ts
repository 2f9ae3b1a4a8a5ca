/** Each attribute of a service, alone: what the engine says of the container it makes, against that of a plain service. */
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { buildContainerRequest } from '../../src/plan/request/container-request.ts';
import { testEngine } from '../support/engine.ts';
import { idsOf, type Workspace, workspace } from '../support/flotilla.ts';
import { makeInput } from '../unit/plan/request/make-input.ts';
import { type Asked, ATTRIBUTES, REFUSED, type Shown } from './attribute-cases.ts';
import { difference, plainInspect } from './inspect-difference.ts';

const PLAIN = 'image: busybox, command: sleep 600';

const REST = `
networks: {back: }
volumes: {data: }
configs: {site: {file: ./site.conf}}
secrets: {token: {file: ./token}}
`;

const all = Object.entries(ATTRIBUTES);
const shown = all.filter((entry): entry is [string, Shown] => 'differs' in entry[1]);
const asked = all.filter((entry): entry is [string, Asked] => 'asks' in entry[1]);

describe('an attribute of a service', () => {
  it('shows in the container that the engine makes, and nothing else does', async () => {
    using engine = testEngine();
    await using shop = workspace('attributes', '');
    shop.write('compose.yaml', composeOf(shop.project));
    shop.write('site.conf', '');
    shop.write('token', '');
    // what links point to must be there before
    for (const names of [['plain'], []]) {
      const { code, stderr } = await shop.flo('create', ...names);
      expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    }
    const plain = await inspect(shop, engine, 'plain');
    for (const [name, { differs }] of shown) {
      const found = difference(plain, await inspect(shop, engine, `s-${name}`));
      expect.soft([name, found]).toEqual([name, differs]);
    }
  });

  it.each(asked)('is asked for where not every machine can do it: %s', (_, { service, asks }) => {
    const request = buildContainerRequest(makeInput(service));
    expect(request).toMatchObject(asks);
    expect(buildContainerRequest(makeInput({}))).not.toMatchObject(asks);
  });

  it.each(Object.entries(REFUSED))(
    'is refused with its place where it is not carried out: %s',
    async (name, yaml) => {
      await using shop = workspace('refused', '');
      const models = name === 'models' ? 'models: {llm: {model: ai/small}}\n' : '';
      shop.write(
        'compose.yaml',
        `services:\n  web:\n    image: busybox\n    command: sleep 600\n    ${yaml}\n${models}`,
      );
      const { code, stderr } = await shop.flo('create');
      expect(code).toBe(1);
      expect(stderr).toContain(`compose.yaml:5:`);
      expect(stderr).toContain(name);
      expect(await idsOf(shop.project)).toEqual({});
    },
  );
});

function composeOf(project: string): string {
  const services = shown.map(([name, { yaml }]) => `  s-${name}: ${serviceOf(yaml)}\n`).join('');
  return `services:\n  plain: {${PLAIN}}\n${services}${REST}`.replaceAll('PROJECT', project);
}

/** A plain service with these attributes in place of its own. */
function serviceOf(yaml: string): string {
  const own = PLAIN.split(', ').filter((pair) => !yaml.startsWith(`${pair.split(':')[0]}:`));
  return `{${[...own, yaml].join(', ')}}`;
}

async function inspect(shop: Workspace, engine: Engine, service: string): Promise<unknown> {
  const { project, dir } = shop;
  const ids = await idsOf(project);
  const id = ids[`${service}-1`] ?? ids['named'] ?? '';
  const { raw } = await engine.inspectContainer(id);
  return plainInspect(raw, { project, service, dir });
}
