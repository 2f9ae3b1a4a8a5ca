/** How many reads of `input`, however deep, a function needs. */
export function countReads<T extends object>(input: T, run: (input: T) => unknown): number {
  let reads = 0;
  const seen = new WeakMap<object, object>();
  const watch = <V>(value: V): V => {
    if (typeof value !== 'object' || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return known as V;
    const watched = new Proxy(value, {
      get: (target, key) => {
        reads += 1;
        return watch(Reflect.get(target, key));
      },
      has: (target, key) => {
        reads += 1;
        return Reflect.has(target, key);
      },
      ownKeys: (target) => {
        const keys = Reflect.ownKeys(target);
        reads += keys.length;
        return keys;
      },
    });
    seen.set(value, watched);
    return watched;
  };
  run(watch(input));
  return reads;
}
