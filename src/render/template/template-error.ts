/** Why a template cannot be read or carried out, in the words that Go's users look for. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** A mistake in the template itself. */
export const syntaxError = (source: string, at: number, message: string): TemplateError =>
  new TemplateError(`template: :${lineAt(source, at)}: ${message}`);

const lineAt = (source: string, at: number): number => source.slice(0, at).split('\n').length;

export interface Span {
  readonly at: number;
  readonly end: number;
  /** Where errors point to; the start when absent. */
  readonly point?: number;
}

/** A mistake that shows while the template runs; `span` is the part that it is about. */
export function runError(source: string, span: Span, message: string): TemplateError {
  const point = span.point ?? span.at;
  const column = Buffer.byteLength(source.slice(source.lastIndexOf('\n', point - 1) + 1, point));
  const context = source.slice(span.at, span.end);
  const place = `${lineAt(source, point)}:${column}`;
  return new TemplateError(`template: :${place}: executing "" at <${context}>: ${message}`);
}
