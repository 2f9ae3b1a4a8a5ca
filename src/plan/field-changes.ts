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
    const at = placeOf(['services', key, ...splitName(attribute)]);
    return { attribute, ...(at === undefined ? {} : { at }) };
  });
}

/** A variable may have dots in its name. */
function splitName(attribute: string): DataPath {
  const end = attribute.indexOf('.');
  return end < 0 ? [attribute] : [attribute.slice(0, end), attribute.slice(end + 1)];
}
