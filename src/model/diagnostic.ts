/** What is wrong in the user's input, as a value: collected, never thrown. */

export type Severity = 'error' | 'warning' | 'info';

/** A place in a text file. Lines and columns count from 1; `length` is the marked width in columns. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The whole text of that line; absent for files whose lines must not be shown (`.env`, `env_file`). */
  readonly text?: string;
}

/** A second place that explains the first, such as the other of two equal keys. */
export interface RelatedPlace {
  readonly message: string;
  readonly at: Place;
}

export interface Diagnostic {
  /** Kebab-case and stable, such as `unknown-key`; documented in `docs/errors/<code>.md`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence without a final full stop; foreign text in double quotes. */
  readonly message: string;
  /** Dotted model path, such as `services.web.ports[0]`. */
  readonly path?: string;
  readonly at?: Place;
  readonly related?: readonly RelatedPlace[];
  /** What there is to see of it, such as last output, a line each; foreign text. */
  readonly evidence?: readonly string[];
  /** What to do about it. */
  readonly hint?: string;
}

export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(isError);
