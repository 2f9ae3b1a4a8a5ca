import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { Step } from '../plan/step.ts';
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

/** Optional dependencies that did not come up and hooks that may fail and did, a warning each. */
export const allowedFailures = ({ results }: ApplyReport): readonly Diagnostic[] =>
  results.flatMap(({ step, outcome }) =>
    outcome.status === 'failed' && step.optional === true && isTold(step, outcome.failure)
      ? [warningOf(outcome.failure)]
      : [],
  );

/** A program that has ended before the hooks behind its start is no failure of theirs. */
const isTold = (step: Step, { engine }: Failure): boolean =>
  step.kind === 'waitUntil' ||
  (step.kind === 'runHook' && !(step.phase === 'post_start' && ENDED.has(engine?.kind ?? '')));

const ENDED: ReadonlySet<string> = new Set(['wrongState', 'notFound']);

/** The place is where to look, not a mistake to be pointed at. */
function withoutText({ file, line, column, length }: Place): Place {
  return { file, line, column, length };
}
