import { describe, expect, test } from 'vitest';
import { LABEL } from '../../../../src/model/labels.ts';
import { buildContainerRequest } from '../../../../src/plan/request/container-request.ts';
import { changedFiles, fileDigests } from '../../../../src/plan/request/file-digests.ts';
import { makeInput, makeProject } from './make-input.ts';

const projectWith = (token: string, content: string) =>
  makeProject({
    environment: { TOKEN: token },
    secrets: {
      token: { name: 'shop_token', environment: 'TOKEN' },
      file: { name: 'f', file: '/app/f' },
    },
    configs: { inline: { name: 'shop_inline', content } },
  });
const service = {
  secrets: [{ source: 'token' }, { source: 'file' }],
  configs: [{ source: 'inline' }],
};
const before = projectWith('s3cret', 'a=1');
const label = JSON.stringify(fileDigests(before, service));

test('covers what is copied in, not what is mounted', () => {
  expect(Object.keys(fileDigests(before, service))).toEqual(['secrets.token', 'configs.inline']);
});

test('the label is there only for services that need it', () => {
  const labelsOf = (used: object) =>
    buildContainerRequest(makeInput(used, { project: before })).body.Labels;
  expect(labelsOf(service)[LABEL.files]).toBe(label);
  expect(labelsOf({})).not.toHaveProperty(LABEL.files);
});

describe('changedFiles', () => {
  test.each([
    ['s3cret', 'a=1', []],
    ['other', 'a=1', ['secrets.token']],
    ['other', 'a=2', ['configs.inline', 'secrets.token']],
  ])('%s, %s', (token, content, names) => {
    expect(changedFiles(label, projectWith(token, content), service)).toEqual(names);
  });

  test('knows nothing of containers without the label', () => {
    expect(changedFiles(undefined, projectWith('other', ''), service)).toEqual([]);
  });
});
