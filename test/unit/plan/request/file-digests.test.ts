import { describe, expect, test } from 'vitest';
import { LABEL } from '../../../../src/model/labels.ts';
import { buildContainerRequest } from '../../../../src/plan/request/container-request.ts';
import {
  changedFiles,
  type Contents,
  fileDigests,
  type FileSums,
} from '../../../../src/plan/request/file-digests.ts';
import type { ProjectName } from '../../../../src/model/names.ts';
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
const fileSums = { '/app/f': 'sum' };
const contentsOf = (token = 's3cret', content = 'a=1', sums: FileSums = {}): Contents => ({
  project: projectWith(token, content),
  service,
  fileSums: sums,
});
const labelOf = (contents: Contents): string => JSON.stringify(fileDigests(contents));
const label = labelOf(contentsOf());

test('covers what is copied in, and files that could be read', () => {
  const keys = (sums: FileSums) => Object.keys(fileDigests(contentsOf('s3cret', 'a=1', sums)));
  expect(keys({})).toEqual(['secrets.token', 'configs.inline']);
  expect(keys(fileSums)).toEqual(['secrets.token', 'secrets.file', 'configs.inline']);
});

test('holds nothing that a sum of the content can be compared with', () => {
  const digests = fileDigests(contentsOf('s3cret', 'a=1', fileSums));
  const other = fileDigests({
    ...contentsOf('s3cret', 'a=1', fileSums),
    project: { ...projectWith('s3cret', 'a=1'), name: 'bar' as ProjectName },
  });
  expect(other['secrets.file']).not.toBe(digests['secrets.file']);
  expect(digests['secrets.file']).toMatch(/^[0-9a-f]{8}$/);
});

test('a secret that many services use is digested once', () => {
  let reads = 0;
  const environment = {
    get TOKEN() {
      reads += 1;
      return 's3cret';
    },
  };
  const project = { ...projectWith('', 'a=1'), environment };
  const digests = [{}, { image: 'a' }, { image: 'b' }].map((more) =>
    fileDigests({ project, service: { ...service, ...more }, fileSums }),
  );
  expect(new Set(digests.map((each) => each['secrets.token'])).size).toBe(1);
  expect(reads).toBe(1);
  // another content of the file is another digest
  const later = fileDigests({ project, service, fileSums: { '/app/f': 'other' } });
  expect(later['secrets.file']).not.toBe(digests[0]?.['secrets.file']);
});

test('the label is there only for services that need it', () => {
  const { project } = contentsOf();
  const labelsOf = (used: object) =>
    buildContainerRequest(makeInput(used, { project, fileSums })).body.Labels;
  expect(labelsOf(service)[LABEL.files]).toBe(labelOf(contentsOf('s3cret', 'a=1', fileSums)));
  expect(labelsOf({})).not.toHaveProperty(LABEL.files);
});

describe('changedFiles', () => {
  const changed = (before: string | undefined, now: Contents) =>
    changedFiles(before, now, fileDigests(now));

  test.each([
    ['s3cret', 'a=1', []],
    ['other', 'a=1', ['secrets.token']],
    ['other', 'a=2', ['configs.inline', 'secrets.token']],
  ])('%s, %s', (token, content, names) => {
    expect(changed(label, contentsOf(token, content)).map(({ name }) => name)).toEqual(names);
  });

  test('tells the file whose content is another one', () => {
    const before = labelOf(contentsOf('s3cret', 'a=1', fileSums));
    expect(changed(before, contentsOf('s3cret', 'a=1', fileSums))).toEqual([]);
    expect(changed(before, contentsOf('s3cret', 'a=1', { '/app/f': 'other' }))).toEqual([
      { name: 'secrets.file', path: '/app/f' },
    ]);
  });

  test('takes another file of the same content for a change: it is another mount', () => {
    const before = labelOf(contentsOf('s3cret', 'a=1', fileSums));
    const moved = contentsOf('s3cret', 'a=1', { '/app/g': 'sum' });
    const secrets = { ...moved.project.secrets, file: { name: 'f', file: '/app/g' } };
    expect(changed(before, { ...moved, project: { ...moved.project, secrets } })).toEqual([
      { name: 'secrets.file', path: '/app/g' },
    ]);
  });

  test('says nothing of a file that cannot be read now, or could not be then', () => {
    expect(changed(label, contentsOf('s3cret', 'a=1', fileSums))).toEqual([]);
    expect(changed(labelOf(contentsOf('s3cret', 'a=1', fileSums)), contentsOf())).toEqual([]);
  });

  test('knows nothing of containers without the label', () => {
    expect(changed(undefined, contentsOf('other', '', fileSums))).toEqual([]);
  });
});
