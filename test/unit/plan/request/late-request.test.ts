import { describe, expect, test } from 'vitest';
import { serviceHash } from '../../../../src/model/config-hash.ts';
import { LABEL } from '../../../../src/model/labels.ts';
import type { Service } from '../../../../src/model/service.ts';
import {
  buildContainerDraft,
  buildContainerRequest,
} from '../../../../src/plan/request/container-request.ts';
import { finishRequest } from '../../../../src/plan/request/late-request.ts';
import { sharedServices } from '../../../../src/plan/request/references.ts';
import { stepId } from '../../../../src/plan/step.ts';
import { makeInput } from './make-input.ts';

const service: Service = {
  networks: {},
  network_mode: 'service:net',
  ipc: 'service:mem',
  pid: 'service:net',
  volumes_from: ['files:ro', 'container:old:rw', 'container:plain'],
};
const ids = { net: 'id-net', mem: 'id-mem', files: 'id-files' };
const lists = { net: ['id-net', 'id-net2'], mem: ['id-mem'], files: ['id-files'] };
const late = { kind: 'late', step: stepId('container/x/create'), name: 'x' } as const;

test('names the services whose containers are needed', () => {
  expect(sharedServices(service)).toEqual(['net', 'mem', 'files']);
});

describe('a request with known containers', () => {
  const { body } = buildContainerRequest(makeInput(service, { containerIds: lists }));

  test('shares the namespaces and volumes of the first replica, and keeps the access mode', () => {
    expect(body.HostConfig).toMatchObject({
      NetworkMode: 'container:id-net',
      IpcMode: 'container:id-mem',
      PidMode: 'container:id-net',
      VolumesFrom: ['id-files:ro', 'old:rw', 'plain'],
    });
  });

  test('is hashed with bare ids', () => {
    const hashed = {
      image: 'nginx',
      network_mode: 'container:id-net',
      ipc: 'container:id-mem',
      pid: 'container:id-net',
      volumes_from: ['id-files', 'old', 'plain'],
    };
    expect(body.Labels[LABEL.configHash]).toBe(serviceHash(hashed));
  });
});

test('a finished draft equals the request that would have been built with the ids', () => {
  const draft = buildContainerDraft(makeInput(service), { net: late, mem: late, files: late });
  expect(finishRequest(draft, ids)).toEqual(
    buildContainerRequest(makeInput(service, { containerIds: lists })),
  );
});

test('ids may be known in part when the draft is made', () => {
  const draft = buildContainerDraft(makeInput(service, { containerIds: { net: ['id-net'] } }), {
    mem: late,
    files: late,
  });
  expect(finishRequest(draft, { mem: 'id-mem', files: 'id-files' })).toEqual(
    buildContainerRequest(makeInput(service, { containerIds: lists })),
  );
});

test('a container that is called like a service is left alone', () => {
  const input = makeInput({ volumes_from: ['container:files', 'files'] });
  const draft = buildContainerDraft(input, { files: late });
  expect(finishRequest(draft, ids).body.HostConfig['VolumesFrom']).toEqual(['files', 'id-files']);
});

test('the image that was pulled meanwhile is recorded', () => {
  const draft = buildContainerDraft(makeInput({}), {});
  expect(finishRequest(draft, {}, 'sha256:1')).toEqual(
    buildContainerRequest(makeInput({}, { imageId: 'sha256:1' })),
  );
});

test('a draft that waits for nothing is final', () => {
  const draft = buildContainerDraft(makeInput({}), {});
  expect(finishRequest(draft, ids)).toBe(draft.request);
});
