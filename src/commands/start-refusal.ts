import type { Failure } from '../events/event.ts';

export interface StartRefusal {
  readonly message: string;
  /** 127: there is no such program; 126: it cannot be run. */
  readonly exitCode: number;
}

export interface RefusedService {
  readonly name: string;
  readonly image: string;
}

/** What the engine meant when it could not run a container's program; undefined for other failures. */
export function startRefusal(
  failure: Failure,
  { name, image }: RefusedService,
): StartRefusal | undefined {
  if (failure.engine?.kind !== 'badCommand') return undefined;
  const { text } = failure.engine;
  const program = /exec: "((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  if (program === undefined) return undefined;
  const reason = /permission denied|is a directory|exec format error/.exec(text)?.[0];
  return reason === undefined
    ? { message: `${name}: "${program}" not found in image ${image}`, exitCode: 127 }
    : {
        message: `${name}: "${program}" in image ${image} cannot be run: ${reason}`,
        exitCode: 126,
      };
}
