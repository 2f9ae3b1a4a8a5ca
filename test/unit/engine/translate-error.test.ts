import { expect, test } from 'vitest';
import { answerError, streamError, translateError } from '../../../src/engine/translate-error.ts';

const call = { request: 'POST /x', address: 'unix:///s' };

test.each([
  [500, 'write /var/lib/docker/x/work/y: no space left on device', 'diskFull'],
  [400, 'all predefined address pools have been fully subnetted', 'poolExhausted'],
  [
    403,
    'invalid pool request: Pool overlaps with other one on this address space',
    'subnetOverlap',
  ],
  [403, 'error while removing network: network n has active endpoints (name:"c" id:"1")', 'inUse'],
  [403, 'endpoint with name c already exists in network n', 'alreadyConnected'],
  [404, 'failed to set up container networking: network n not found', 'networkMissing'],
  [404, 'network n not found', 'notFound'],
  [404, 'No such image: x:t', 'notFound'],
  [
    404,
    "pull access denied for x, repository does not exist or may require 'docker login'",
    'denied',
  ],
  [409, 'removal of container x is already in progress', 'removalInProgress'],
  [409, 'Conflict. The container name "/x" is already in use by container "1".', 'nameTaken'],
  [
    409,
    'conflict: unable to delete x (cannot be forced) - image is being used by running container 1',
    'inUse',
  ],
  [409, 'can not get logs from container which is dead or marked for removal', 'notFound'],
  [409, 'something else that the state forbids', 'wrongState'],
  [500, 'Head "https://r/v2/": no basic auth credentials', 'denied'],
  [500, 'container 1 is not connected to network n', 'notConnected'],
  [
    500,
    'driver failed programming external connectivity on endpoint c (1): Bind for 0.0.0.0:1 failed: port is already allocated',
    'portTaken',
  ],
  [500, 'something that broke', 'rejected'],
  [503, 'starting', 'unavailable'],
])('%i "%s" is %s', (status, text, kind) => {
  expect(answerError('POST /x', { status, text })).toMatchObject({ kind, status, text });
});

test('the engine’s sentence is found behind what dockerode puts around it', () => {
  const error = Object.assign(new Error('(HTTP code 404) unexpected - No such container: a - b '), {
    statusCode: 404,
  });
  expect(translateError(error, call)).toMatchObject({
    kind: 'notFound',
    text: 'No such container: a - b',
  });
});

test.each([
  ['ENOENT', 'unreachable'],
  ['ECONNREFUSED', 'unreachable'],
  ['EACCES', 'denied'],
  ['ECONNRESET', 'connectionLost'],
  ['EPIPE', 'connectionLost'],
])('%s is %s', (code, kind) => {
  const error = Object.assign(new Error('x'), { code });
  expect(translateError(error, call)).toMatchObject({ kind, socketCode: code });
});

test('our own time limit and the user’s signal are told apart', () => {
  const aborted = AbortSignal.abort();
  expect(translateError(new Error('x'), { ...call, signal: aborted }).kind).toBe('cancelled');
  const late = translateError(new Error('x'), { ...call, expired: aborted, limitMs: 15_000 });
  expect(late).toMatchObject({ kind: 'unreachable' });
  expect(late.text).toContain('15 s');
});

test('a failure inside a stream is told by its text alone', () => {
  expect(streamError('POST /x', 'unauthorized: authentication required').kind).toBe('denied');
  expect(streamError('POST /x', 'process "/bin/sh" did not complete').kind).toBe('rejected');
});
