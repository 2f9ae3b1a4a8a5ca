/** What a shell's completion script is told: a candidate a line, then what to do with them. */
import type { Candidate } from './complete.ts';

export interface CompletionReply {
  readonly candidates: readonly Candidate[];
  readonly directive: Directive;
}

/**
 * `noSpace`: more of the same word follows; `orFiles`: a file would do as well. `files`: nothing to offer, the shell
 * looks for files.
 */
export type Directive = 'files' | 'noFiles' | 'noSpace' | 'orFiles' | 'directories';

/** Bits that the scripts of Go's cobra, and docker's among them, know. */
const DIRECTIVES: Readonly<Record<Directive, readonly [bits: number, name: string]>> = {
  files: [0, 'ShellCompDirectiveDefault'],
  noFiles: [4, 'ShellCompDirectiveNoFileComp'],
  noSpace: [6, 'ShellCompDirectiveNoSpace, ShellCompDirectiveNoFileComp'],
  orFiles: [2, 'ShellCompDirectiveNoSpace'],
  directories: [16, 'ShellCompDirectiveFilterDirs'],
};

export const NOTHING: CompletionReply = { candidates: [], directive: 'noFiles' };

/** For standard output. */
export function renderReply(
  { candidates, directive }: CompletionReply,
  options: { readonly descriptions: boolean },
): string {
  const lines = candidates.map(({ value, text }) =>
    options.descriptions && text !== undefined ? `${value}\t${text}` : value,
  );
  return [...lines, `:${DIRECTIVES[directive][0]}`].map((line) => `${line}\n`).join('');
}

/** For standard error; scripts drop it, people who try the call by hand read it. */
export const renderDirective = (directive: Directive): string =>
  `Completion ended with directive: ${DIRECTIVES[directive][1]}\n`;
