/** Shapes describe how a value of the model is laid out as JSON: order of keys, and which empty values are left out. */

/** The form of one value. `bytes` and `duration` are text whose zero is `0` and `0s`. */
export type Shape =
  | { readonly kind: 'scalar' | 'float32' | 'bytes' | 'duration' | 'ulimit' | 'free' }
  | { readonly kind: 'list' | 'map'; readonly of: Shape }
  | StructShape;

export interface StructShape {
  readonly kind: 'struct';
  /** In the order of printing. */
  readonly fields: readonly Field[];
  readonly byKey: ReadonlyMap<string, Field>;
  /** Those that are printed in any case. */
  readonly always: readonly Field[];
}

/** When a field is printed: unless empty or zero, whenever it is set, only as `false`, or in any case. */
export type Presence = 'filled' | 'set' | 'false' | 'always';

export interface Field {
  /** Key in our model. */
  readonly key: string;
  /** Key as printed. */
  readonly name: string;
  readonly shape: Shape;
  readonly presence: Presence;
  /** Among the fields of its struct. */
  readonly place: number;
}

export interface Entry {
  readonly shape: Shape;
  readonly presence: Presence;
  /** Absent where the printed key is that of the model. */
  readonly name?: string;
}

/** Every key of `T`, in the order of printing. */
export type Layout<T> = { readonly [K in Exclude<keyof T, 'extensions'>]-?: Entry };

export const scalar: Shape = { kind: 'scalar' };
export const bytes: Shape = { kind: 'bytes' };
export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const map = (of: Shape): Shape => ({ kind: 'map', of });

export function struct<T>(layout: Layout<T>): Shape {
  const fields = Object.entries<Entry>(layout).map(([key, entry]) => ({
    key,
    name: entry.name ?? key,
    shape: entry.shape,
    presence: entry.presence,
  }));
  return structOf(fields);
}

function structOf(unplaced: readonly Omit<Field, 'place'>[]): StructShape {
  const fields = unplaced.map((field, place) => ({ ...field, place }));
  return {
    kind: 'struct',
    fields,
    byKey: new Map(fields.map((field) => [field.key, field])),
    always: fields.filter(({ presence }) => presence === 'always'),
  };
}

export const filled = (shape: Shape): Entry => ({ shape, presence: 'filled' });
export const set = (shape: Shape): Entry => ({ shape, presence: 'set' });
export const always = (shape: Shape, name?: string): Entry =>
  name === undefined ? { shape, presence: 'always' } : { shape, presence: 'always', name };

/** Form of the value below `key`, through lists and maps; undefined where the shape has no such key. */
export function fieldOf(shape: Shape, key: string): Field | undefined {
  if (shape.kind === 'list' || shape.kind === 'map') return fieldOf(shape.of, key);
  return shape.kind === 'struct' ? shape.byKey.get(key) : undefined;
}

/** The shape with one field, named by its path of keys, changed or (for undefined) left out. */
export function editField(
  shape: Shape,
  path: readonly string[],
  edit: (field: Field) => Field | undefined,
): Shape {
  if (shape.kind === 'list' || shape.kind === 'map') {
    return { ...shape, of: editField(shape.of, path, edit) };
  }
  if (shape.kind !== 'struct') return shape;
  const [key, ...rest] = path;
  const fields = shape.fields.flatMap((field) => {
    if (field.key !== key) return [field];
    if (rest.length > 0) return [{ ...field, shape: editField(field.shape, rest, edit) }];
    return edit(field) ?? [];
  });
  return structOf(fields);
}
