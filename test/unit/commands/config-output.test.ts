import { describe, expect, it } from 'vitest';
import { renderHashes } from '../../../src/commands/config-hashes.ts';
import { LISTS, renderReadVariables } from '../../../src/commands/config-lists.ts';
import { renderVariables } from '../../../src/commands/config-variables.ts';
import { load, projectOf } from '../load/project.ts';

const FILE =
  'services: {web: {build: .}, db: {image: redis, networks: [n]}, off: {image: x, profiles: [p]}}\nnetworks: {n: }\n';

describe('lists of config', () => {
  const loaded = { ...load(FILE), project: projectOf(FILE) };

  it('print one name a line, sorted', () => {
    expect(LISTS.services(loaded, false)).toBe('db\nweb\n');
    expect(LISTS.services(loaded, true)).toBe('db\noff\nweb\n');
    expect(LISTS.networks(loaded)).toBe('default\nn\n');
    expect(LISTS.profiles(loaded)).toBe('p\n');
  });

  it('show a person only the variables that the files read, secrets masked', () => {
    const file = 'services: {web: {image: "a:${TAG}", command: "${DB_PASSWORD}"}}\n';
    const env = { TAG: '1', DB_PASSWORD: 'hunter2', OTHER: 'x' };
    const read = { ...load(file, { env }), project: projectOf(file, { env }) };
    expect(renderReadVariables(read)).toBe('DB_PASSWORD=***\nTAG=1\n');
    expect(LISTS.environment(read)).toMatch(/^DB_PASSWORD=hunter2\nOTHER=x\n/m);
  });

  it('give a built service the image that a build would make', () => {
    expect(LISTS.images(loaded)).toBe('redis\nshop-web\n');
  });
});

describe('hashes of config', () => {
  it('are those of Docker Compose, and tell a disabled service from a missing one', () => {
    const file =
      'services: {db: {image: "redis:7", networks: [back], secrets: [s]}, off: {image: x, profiles: [p]}}\nnetworks: {back: }\nsecrets: {s: {file: s}}\n';
    const project = projectOf(file);
    const hash = '9e4f9a2b86629957c639bb147817aadaa5a12f5cf7e85995688090c1919a8abe';
    expect(renderHashes(project, '*')).toBe(`db ${hash}\n`);
    expect(() => renderHashes(project, 'off')).toThrow('no such service: off: disabled');
    expect(() => renderHashes(project, 'nope')).toThrow(/no such service: nope: not found$/);
  });
});

describe('variables of config', () => {
  const { variables } = load(
    'services: {a: {image: "${R:?need}:${T:-x}", command: "${C:+yes} $T"}}',
  );

  it('print as a table, once a name', () => {
    expect(renderVariables(variables, undefined)).toBe(
      [
        'NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE',
        'C                   false                                   yes',
        'R                   true                                    ',
        'T                   false               x                   ',
        '',
      ].join('\n'),
    );
  });

  it('print as data', () => {
    expect(JSON.parse(renderVariables(variables, 'json'))).toMatchObject({
      T: { Name: 'T', DefaultValue: 'x', PresenceValue: '', Required: false },
    });
    expect(renderVariables(variables, 'yaml')).toContain('R:\n    name: R\n');
  });
});
