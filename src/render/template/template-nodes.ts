/** A template that has been read. */
import type { Span } from './template-error.ts';
import type { Value } from './template-value.ts';

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'range' | 'with';
      readonly pipe: Pipe;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: 'break' | 'continue' };

/** `$x := a | b c`: each command's result is the last argument of the next. */
export interface Pipe extends Span {
  readonly kind: 'pipe';
  readonly variables: readonly string[];
  /** `=`: the variable is there already. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export interface Command extends Span {
  readonly terms: readonly Term[];
}

export type Term = Span &
  (
    | { readonly kind: 'dot' }
    | { readonly kind: 'nil' }
    | { readonly kind: 'constant'; readonly value: Value }
    | { readonly kind: 'field'; readonly names: readonly string[] }
    | { readonly kind: 'variable'; readonly name: string; readonly names: readonly string[] }
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'chain'; readonly base: Pipe; readonly names: readonly string[] }
    | Pipe
  );
