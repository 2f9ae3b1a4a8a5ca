import type { Flags } from '../cli/command.ts';

/** For commands that stop containers. */
export const HOOK_FLAGS = {
  strictHooks: { kind: 'boolean', text: 'Keep a container running when its pre_stop hook fails' },
} as const satisfies Flags;
