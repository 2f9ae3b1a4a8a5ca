/** Values of `--format`. */
import { TemplateError } from '../render/template/template-error.ts';
import { UserError } from './context.ts';

/** For commands that know two formats and no templates. Throws `UserError` on another. */
export function readTableOrJson(format: string): 'table' | 'json' {
  const kind = format.toLowerCase();
  if (kind === 'table' || kind === 'json') return kind;
  if (kind === '') return 'table';
  const failed = `format value ${JSON.stringify(format)} could not be parsed: parsing failed`;
  throw new UserError(`${failed}; use table or json`);
}

/** What a wrong template causes becomes the user's error. */
export function withTemplates<T>(render: () => T): T {
  try {
    return render();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new UserError(`template parsing error: ${error.message}`);
  }
}
