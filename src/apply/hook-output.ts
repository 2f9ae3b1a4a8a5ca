import type { Session } from '../engine/engine.ts';
import type { Step } from '../plan/step.ts';
import type { ApplyContext } from './context.ts';

const KEPT_LINES = 10;

/** Shows what a hook prints, to its end; gives back the last lines. */
export async function tellHookOutput(
  session: Session,
  step: Step,
  { emit, clock }: Pick<ApplyContext, 'emit' | 'clock'>,
): Promise<readonly string[]> {
  const last: string[] = [];
  for await (const text of linesOf(session)) {
    last.push(text);
    if (last.length > KEPT_LINES) last.shift();
    emit({ kind: 'hookOutput', at: clock.now(), step, text });
  }
  return last;
}

/** What a session prints, line by line; both streams as they come. */
export async function* linesOf(session: Session): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of session.output) {
    const lines = (rest + decoder.decode(chunk.bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
