import { expect, test } from 'vitest';
import { ClassicBuildParser, parseTrace } from '../../../src/engine/parse-build.ts';

const field = (id: number, body: Buffer | string): Buffer => {
  const bytes = Buffer.from(body as string);
  const length: number[] = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([id * 8 + 2, ...length]), bytes]);
};
const flag = (id: number): Buffer => Buffer.from([id * 8, 1]);
const timestamp = Buffer.from([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0x07, 0x10, 0x05]);

test('vertices and logs are read from the builder’s trace', () => {
  const long = 'x'.repeat(300);
  const vertex = Buffer.concat([
    field(1, 'sha256:a'),
    field(2, 'sha256:input'),
    field(3, long),
    flag(4),
    field(5, timestamp),
    field(6, timestamp),
    field(7, 'it broke'),
  ]);
  const log = Buffer.concat([field(1, 'sha256:a'), field(2, timestamp), flag(3), field(4, 'ü\n')]);
  expect(parseTrace(Buffer.concat([field(1, vertex), field(2, 'status'), field(3, log)]))).toEqual([
    {
      kind: 'vertex',
      vertex: {
        digest: 'sha256:a',
        name: long,
        started: true,
        completed: true,
        cached: true,
        error: 'it broke',
      },
    },
    { kind: 'log', vertex: 'sha256:a', text: 'ü\n' },
  ]);
});

test('a trace that is cut is refused', () => {
  expect(() => parseTrace(field(1, 'hello').subarray(0, 4))).toThrow(RangeError);
});

test('the classic builder’s steps become vertices', () => {
  const parser = new ClassicBuildParser();
  const lines = [
    { stream: 'Step 1/2 : FROM x\n' },
    { stream: ' ---> abc\n' },
    { aux: { ID: 'sha256:0' } },
    { stream: 'Step 2/2 : RUN true\n' },
    { stream: ' ---> Using cache\n' },
    { aux: { ID: 'sha256:1' } },
  ];
  const [from, run] = ['Step 1/2 : FROM x', 'Step 2/2 : RUN true'].map((name) => ({
    digest: name,
    name,
    started: true,
  }));
  expect([...lines.flatMap((line) => parser.parse(line)), ...parser.end()]).toEqual([
    { kind: 'vertex', vertex: from },
    { kind: 'log', vertex: from?.name, text: ' ---> abc\n' },
    { kind: 'vertex', vertex: { ...from, completed: true } },
    { kind: 'vertex', vertex: run },
    { kind: 'vertex', vertex: { ...run, cached: true } },
    { kind: 'vertex', vertex: { ...run, cached: true, completed: true } },
    { kind: 'image', id: 'sha256:1' },
  ]);
});
