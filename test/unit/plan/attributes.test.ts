import { expect, test } from 'vitest';
import { isPlannable, notYetAttributes } from '../../../src/plan/attributes.ts';

test('names the attributes that are not carried out, with their place below the service', () => {
  const service = {
    image: 'a',
    use_api_socket: true,
    models: { llm: null },
    provider: { type: 'cloud' },
  };
  expect(notYetAttributes(service)).toEqual([{ path: ['models'], attribute: 'models' }]);
});

test('an attribute that is switched off or empty is not used', () => {
  expect(isPlannable({ image: 'a', use_api_socket: false, models: {} })).toBe(true);
});
