/** Laws of merging that hold for whatever the files say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/model/service.ts';
import { projectOf } from './project.ts';

type Attributes = Readonly<Record<string, unknown>>;

const names = fc.constantFrom('A', 'B', 'C', 'D');
const words = fc.constantFrom('x', 'y', 'z');
const pairs = fc.dictionary(names, words, { maxKeys: 4 });
const ports = fc.constantFrom('80:80', '81:80', '80:80/udp', '127.0.0.1:80:80', '90');
const volumes = fc.constantFrom('./a:/x', './b:/x:ro', './a:/y', '/z');

/** Attributes of which every entry has a key: a name, a target, or the whole of a port. */
const attributes: fc.Arbitrary<Attributes> = fc.record(
  {
    hostname: words,
    environment: pairs,
    labels: pairs,
    ports: fc.uniqueArray(ports, { maxLength: 3 }),
    volumes: fc.uniqueArray(volumes, {
      maxLength: 2,
      selector: (text) => text.split(':').at(1) ?? text,
    }),
    dns: fc.uniqueArray(fc.constantFrom('1.1.1.1', '2.2.2.2'), { maxLength: 2 }),
    command: fc.array(words, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const fileOf = (service: Attributes): string =>
  JSON.stringify({ services: { a: { image: 'i', ...service } } });

function merged(...services: readonly Attributes[]): Service | undefined {
  const texts = Object.fromEntries(services.map((service, at) => [`${at}.yaml`, fileOf(service)]));
  return projectOf(texts, { files: Object.keys(texts) }).services['a'];
}

/** As a file again: what was merged, written in the long form. */
const again = (service: Service | undefined): Attributes =>
  JSON.parse(JSON.stringify(service)) as Attributes;

const runs = { numRuns: 60 };

describe('merging', () => {
  it('does not care which two of three files are merged first', () => {
    fc.assert(
      fc.property(attributes, attributes, attributes, (a, b, c) => {
        const whole = merged(a, b, c);
        expect(merged(again(merged(a, b)), c)).toEqual(whole);
        expect(merged(a, again(merged(b, c)))).toEqual(whole);
      }),
      runs,
    );
  });

  it('changes nothing when one of the files is empty', () => {
    fc.assert(
      fc.property(attributes, (a) => {
        expect(merged({}, a)).toEqual(merged(a));
        expect(merged(a, {})).toEqual(merged(a));
      }),
      runs,
    );
  });

  it('changes nothing when a file is merged with itself', () => {
    fc.assert(
      fc.property(attributes, (a) => {
        expect(merged(a, a)).toEqual(merged(a));
      }),
      runs,
    );
  });
});
