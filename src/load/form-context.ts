import type { Diagnostic } from '../model/diagnostic.ts';
import { step } from './trail.ts';
import type { Trail } from './trail.ts';

/** Where a canonical form is made, and where its problems go. */
export interface FormContext {
  readonly diagnostics: Diagnostic[];
  readonly raw: boolean;
  readonly trail: Trail;
}

/** One level further down. */
export const at = (context: FormContext, key: string | number): FormContext => ({
  ...context,
  trail: step(context.trail, key),
});
