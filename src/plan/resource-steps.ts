import { LABEL } from '../model/labels.ts';
import { byName, type ObservedState } from '../model/observed.ts';
import type { Project } from '../model/project.ts';
import { replaceNetwork } from './changed-networks.ts';
import { replaceVolume } from './changed-volumes.ts';
import type { PlanDraft } from './plan-draft.ts';
import { buildNetworkRequest } from './request/network-request.ts';
import { buildVolumeRequest } from './request/volume-request.ts';
import { type StepId, stepId } from './step.ts';
import type { ChangedNetwork } from './up-context.ts';
import type { UpOptions } from './up-options.ts';

interface ResourceContext {
  readonly project: Project;
  readonly observed: ObservedState;
  readonly options: UpOptions;
  readonly draft: PlanDraft;
  readonly changedNetworks: ReadonlyMap<string, ChangedNetwork>;
  readonly renewedVolumes: readonly string[];
}

/** Plans what is missing; gives back, by key, the step that makes it. */
export function planNetworks(context: ResourceContext): ReadonlyMap<string, StepId> {
  const made = new Map<string, StepId>();
  const networks = byName(context.observed.networks);
  for (const [key, network] of Object.entries(context.project.networks)) {
    const found = networks.get(network.name);
    const changed = context.changedNetworks.get(key);
    if (changed !== undefined) {
      made.set(key, replaceNetwork(context, changed));
    } else if (found !== undefined) {
      if (network.external !== true) checkOwner(context, { kind: 'network', key }, found);
    } else if (network.external === true) {
      reportExternalMissing(context, { kind: 'network', key }, network.name);
    } else {
      const id = stepId(`network/${key}/create`);
      context.draft.add({
        kind: 'createNetwork',
        id,
        after: [],
        resource: { kind: 'network', name: network.name, key },
        reason: { kind: 'missing' },
        risk: 'none',
        body: buildNetworkRequest(context.project, key),
      });
      made.set(key, id);
    }
  }
  return made;
}

/** Plans what is missing; gives back, by key, the step that makes it. */
export function planVolumes(context: ResourceContext): ReadonlyMap<string, StepId> {
  const made = new Map<string, StepId>();
  const volumes = byName(context.observed.volumes);
  for (const [key, volume] of Object.entries(context.project.volumes)) {
    const found = volumes.get(volume.name);
    if (context.renewedVolumes.includes(key)) {
      made.set(key, replaceVolume(context, key));
    } else if (found !== undefined) {
      if (volume.external !== true) checkOwner(context, { kind: 'volume', key }, found);
    } else if (volume.external === true) {
      reportExternalMissing(context, { kind: 'volume', key }, volume.name);
    } else {
      const id = stepId(`volume/${key}/create`);
      context.draft.add({
        kind: 'createVolume',
        id,
        after: [],
        resource: { kind: 'volume', name: volume.name, key },
        reason: { kind: 'missing' },
        risk: 'none',
        body: buildVolumeRequest(context.project, key),
      });
      made.set(key, id);
    }
  }
  return made;
}

interface Declared {
  readonly kind: 'network' | 'volume';
  readonly key: string;
}

/** A resource of the right name that another project or a hand made is used as it is, with a word about it. */
function checkOwner(
  context: ResourceContext,
  { kind, key }: Declared,
  found: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
): void {
  const owner = found.labels[LABEL.project];
  if (owner === context.project.name) return;
  const at = context.options.placeOf([`${kind}s`, key]);
  context.draft.report({
    code: `foreign-${kind}`,
    severity: 'warning',
    message:
      owner === undefined
        ? `${kind} "${found.name}" exists but was not created for this project; it is used as it is`
        : `${kind} "${found.name}" belongs to project "${owner}"; it is used as it is`,
    path: `${kind}s.${key}`,
    ...(at === undefined ? {} : { at }),
    hint: `write \`external: true\` if that is meant`,
  });
}

/** In Docker Compose's words, because scripts look for them. */
const MISSING: Readonly<Record<Declared['kind'], (name: string) => string>> = {
  network: (name) => `network ${name} declared as external, but could not be found`,
  volume: (name) => `external volume "${name}" not found`,
};

function reportExternalMissing(
  context: ResourceContext,
  { kind, key }: Declared,
  name: string,
): void {
  const at = context.options.placeOf([`${kind}s`, key]);
  context.draft.report({
    code: `external-${kind}-missing`,
    severity: 'error',
    message: MISSING[kind](name),
    path: `${kind}s.${key}`,
    ...(at === undefined ? {} : { at }),
    hint: `create it with \`docker ${kind} create ${name}\`, or drop \`external\``,
  });
}
