import { expect, it } from 'vitest';
import { HIDDEN, hideSecrets } from '../../../src/model/secret-text.ts';
import { cpuMs } from '../../support/cpu-time.ts';

it.each([
  ['a password in an address', 'postgres://shop:hunter2@db/shop', 'postgres://shop:X@db/shop'],
  ['one with an @ of its own', 'amqp://u:hunt@er2@mq', 'amqp://u:X@mq'],
  ['one without a name', 'redis://:hunter2@cache:6379/0', 'redis://:X@cache:6379/0'],
  ['an option', 'serve --api-token=hunter2 --port 80', 'serve --api-token=X --port 80'],
  ['an option and its word', 'serve --password hunter2 -v', 'serve --password X -v'],
  ['a quoted word', 'run "--password=hunter two" x', 'run "--password=X" x'],
  ['an assignment', 'sh -c "export DB_PASSWORD=hunter2; run"', 'sh -c "export DB_PASSWORD=X; run"'],
  ['a field of JSON', '{"apiKey": "hunter2", "a": 1}', '{"apiKey": X, "a": 1}'],
  ['a login', 'curl -u me:hunter2 http://a', 'curl -u me:X http://a'],
  ['a header', 'Authorization: Bearer hunter2hunter2', 'Authorization: Bearer X'],
  ['a password of mysql', 'mysqladmin ping -phunter2', 'mysqladmin ping -pX'],
  ['a password of redis', 'redis-cli -a hunter2 ping', 'redis-cli -a X ping'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nhunter2', 'X'],
  ['a signed token', 'x eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.hunter2', 'x X'],
])('%s is taken out of a text', (_, text, told) => {
  expect(hideSecrets(text)).toBe(told.replaceAll('X', HIDDEN));
});

it.each([
  'sleep 1000',
  'serve --password $PASSWORD --token=${TOKEN}',
  '/run/secrets/db_password:/etc/password:ro',
  'http://example.com:8080/token',
  'cat /run/secrets/token',
])('%s stays as it is', (text) => {
  expect(hideSecrets(text)).toBe(text);
});

it('takes no time over long texts', () => {
  const spent = cpuMs(() => {
    hideSecrets('pass'.repeat(20_000));
    hideSecrets('://:'.repeat(20_000));
  });
  expect(spent).toBeLessThan(1000);
});
