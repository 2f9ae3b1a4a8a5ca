import { expect, test } from 'vitest';
import {
  MessageReader,
  parseProviderMessage,
  type ProviderMessage,
} from '../../../src/apply/provider-messages.ts';

test.each<[string, ProviderMessage | undefined]>([
  ['{"type":"info","message":"50%"}', { kind: 'info', text: '50%' }],
  ['{"type":"error"}', { kind: 'error', text: '' }],
  ['{"type":"setenv","message":"A=b=c"}', { kind: 'setenv', name: 'A', value: 'b=c' }],
  ['{"type":"rawsetenv","message":"A="}', { kind: 'rawsetenv', name: 'A', value: '' }],
  ['  ', undefined],
  ['[]', { kind: 'bad', why: 'a line that is no JSON object: []' }],
  ['{"type":"x"}', { kind: 'bad', why: 'a message of unknown type: x' }],
  [
    '{"type":"info","message":1}',
    { kind: 'bad', why: expect.stringMatching(/^a message that is no text/) as string },
  ],
  ['{"type":"setenv","message":"=x"}', { kind: 'bad', why: 'a setenv that is not NAME=VALUE' }],
])('%s', (line, message) => {
  expect(parseProviderMessage(line)).toEqual(message);
});

test('a variable that is no variable is not told: its value may be a secret', () => {
  const message = parseProviderMessage('{"type":"setenv","message":"s3cret"}');
  expect(JSON.stringify(message)).not.toContain('s3cret');
});

function read(...pieces: readonly (string | Uint8Array)[]): readonly ProviderMessage[] {
  const messages: ProviderMessage[] = [];
  const reader = new MessageReader((message) => messages.push(message));
  for (const piece of pieces) reader.push(Buffer.from(piece));
  reader.end();
  return messages;
}

test('messages are put together from pieces, in the middle of a letter, too', () => {
  const bytes = Buffer.from('{"type":"info","message":"ü"}\n{"type":"debug","message":"b"}');
  const cut = bytes.indexOf(0xc3) + 1;
  expect(read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual([
    { kind: 'info', text: 'ü' },
    { kind: 'debug', text: 'b' },
  ]);
});

test('a line without an end does not fill the memory', () => {
  const piece = 'x'.repeat(600_000);
  expect(read(piece, piece)).toEqual([{ kind: 'bad', why: 'a line without an end' }]);
});
