import type { GlobalFlags } from '../cli/global-flags.ts';
import type { Host } from '../host/host.ts';

/** What loading compose files takes of a command. */
export interface Loading {
  readonly host: Host;
  readonly globals: GlobalFlags;
  readonly signal: AbortSignal;
  /** The user may be asked for a yes to what is missing. */
  readonly asks: boolean;
}
