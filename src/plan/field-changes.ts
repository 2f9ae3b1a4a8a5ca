import type { Place } from '../model/diagnostic.ts';
import type { DataPath } from '../model/json.ts';
import { LABEL } from '../model/labels.ts';
import type { ObservedContainer } from '../model/observed.ts';
import type { Service } from '../model/service.ts';
import { changedAttributes } from './request/field-digests.ts';
import type { FieldChange } from './step.ts';

interface Comparison {
  readonly key: string;
  readonly service: Service;
  readonly container: ObservedContainer;
  readonly placeOf: (path: DataPath) => Place | undefined;
}

/** Which attributes differ from those the container was made of; none when it carries no digests of ours. */
export function changesOf(comparison: Comparison): readonly FieldChange[] {
  const { key, service, container, placeOf } = comparison;
  const label = container.labels[LABEL.fields];
  if (label === undefined) return [];
  const changed = changedAttributes(label, service, container.project);
  return changed.map((attribute) => {
    const at = placeOf(['services', key, ...pathOf(attribute, service)]);
    return { attribute, ...(at === undefined ? {} : { at }) };
  });
}

/** A variable may have dots in its name; secrets and configs stand in lists. */
function pathOf(attribute: string, service: Service): DataPath {
  const end = attribute.indexOf('.');
  if (end < 0) return [attribute];
  const [head, name] = [attribute.slice(0, end), attribute.slice(end + 1)];
  if (head !== 'secrets' && head !== 'configs') return [head, name];
  const index = (service[head] ?? []).findIndex(({ source }) => source === name);
  return index < 0 ? [head] : [head, index];
}
