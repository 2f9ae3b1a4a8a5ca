import { expect, test } from 'vitest';
import {
  missingParameters,
  NO_METADATA,
  parseProviderMetadata,
  providerFlags,
} from '../../../src/apply/provider-metadata.ts';

const provider = { type: 'cloud', options: { size: ['10'], list: ['a', 'b'] } };

test('a program that tells nothing of itself takes every option', () => {
  for (const text of ['', 'no JSON', '[]', '{}', '{"up":{}}'])
    expect(parseProviderMetadata(text)).toEqual(NO_METADATA);
  expect(providerFlags(provider, undefined)).toEqual(['--size=10', '--list=a', '--list=b']);
  expect(missingParameters(provider, undefined)).toEqual([]);
});

test('one that does takes those it names, and misses those it requires', () => {
  const text = JSON.stringify({
    description: 'd',
    up: { parameters: [{ name: 'list' }, { name: 'must', required: true }, { name: 7 }, null] },
  });
  const { commands, offersStop } = parseProviderMetadata(text);
  expect(offersStop).toBe(false);
  expect(providerFlags(provider, commands.up)).toEqual(['--list=a', '--list=b']);
  expect(missingParameters(provider, commands.up)).toEqual(['must']);
  expect(providerFlags(provider, commands.down)).toEqual([]);
});

test('stop is offered by being there', () => {
  expect(parseProviderMetadata('{"stop":{}}')).toEqual({ offersStop: true, commands: {} });
});
