import { isObject, type JsonObject } from '../model/json.ts';
import type { StringMap } from '../model/service.ts';

/** Keys of docker's configuration file, and the variables that they become in both spellings. */
const VARIABLES = {
  httpProxy: 'HTTP_PROXY',
  httpsProxy: 'HTTPS_PROXY',
  noProxy: 'NO_PROXY',
  ftpProxy: 'FTP_PROXY',
  allProxy: 'ALL_PROXY',
} as const;

/** The proxy variables that containers of this engine get, where their service does not set them itself. */
export function proxyEnvironment(proxies: JsonObject, address: string): StringMap {
  const chosen = proxies[address] ?? proxies['default'];
  if (!isObject(chosen)) return {};
  return Object.fromEntries(
    Object.entries(VARIABLES).flatMap(([key, name]) => {
      const value = chosen[key];
      if (typeof value !== 'string' || value === '') return [];
      return [
        [name, value],
        [name.toLowerCase(), value],
      ];
    }),
  );
}
