import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { ApplyReport, Failure } from './event.ts';

/** A failure that fails nothing, as a diagnostic. */
export function warningOf({ code, message, at, evidence, hint }: Failure): Diagnostic {
  return {
    code,
    severity: 'warning',
    message,
    ...(at === undefined ? {} : { at: withoutText(at) }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Optional dependencies that did not come up and hooks that failed before a stop, a warning each. */
export const allowedFailures = ({ results }: ApplyReport): readonly Diagnostic[] =>
  results.flatMap(({ step, outcome }) =>
    (step.kind === 'waitUntil' || step.kind === 'runHook') &&
    step.optional === true &&
    outcome.status === 'failed'
      ? [warningOf(outcome.failure)]
      : [],
  );

/** The place is where to look, not a mistake to be pointed at. */
function withoutText({ file, line, column, length }: Place): Place {
  return { file, line, column, length };
}
