/** What the program behind a service with a `provider` tells the services that depend on it. */
import type { StringMap } from './service.ts';

export interface Provided {
  /** Variables that get the name of the service in front (`setenv`). */
  readonly prefixed: StringMap;
  /** Variables that are passed on under their own name (`rawsetenv`). */
  readonly raw: StringMap;
}

/** By the key of the service. */
export type ProvidedBy = ReadonlyMap<string, Provided>;

/** `my-db` → `MY-DB_`; hyphens stay, as in Docker Compose. */
export const providedPrefix = (service: string): string => `${service.toUpperCase()}_`;

/** What a dependent's environment gets of one provider. */
export function providedVariables(service: string, { prefixed, raw }: Provided): StringMap {
  const named = Object.entries(prefixed).map(([name, value]) => [
    providedPrefix(service) + name,
    value,
  ]);
  return { ...(Object.fromEntries(named) as StringMap), ...raw };
}
