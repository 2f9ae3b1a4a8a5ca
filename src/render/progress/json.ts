/** One JSON object a line, with the keys of Docker Compose 5: class in `status`, verb in `text`. */
import { renderDiagnosticLine } from '../diagnostic-view.ts';
import { maskLine } from '../mask.ts';
import type { Face, ProgressOutput } from './face.ts';
import type { Update, UpdateStatus } from './update.ts';

const CLASSES: Readonly<Record<UpdateStatus, string>> = {
  working: 'Working',
  done: 'Done',
  warning: 'Warning',
  error: 'Error',
};

type Output = Pick<ProgressOutput, 'write' | 'dryRun'>;

export function makeJson({ write, dryRun }: Output): Face {
  return {
    take: (updates) => {
      for (const update of updates) {
        if (update.kind === 'notice') {
          write(renderDiagnosticLine(update.diagnostic));
          continue;
        }
        const line = toLine(update);
        if (line === undefined) continue;
        write(`${JSON.stringify(dryRun === true ? { 'dry-run': true, ...line } : line)}\n`);
      }
    },
    tick: () => {},
    pause: () => {},
    end: () => {},
  };
}

type LineUpdate = Exclude<Update, { kind: 'notice' }>;

function toLine(update: LineUpdate): Readonly<Record<string, unknown>> | undefined {
  switch (update.kind) {
    case 'change':
      return {
        id: update.id,
        status: CLASSES[update.status],
        text: update.verb,
        ...(update.details !== undefined && { details: update.details }),
      };
    case 'transfer':
      return transferLine(update);
    case 'output':
      return { id: update.id, status: 'Working', details: maskLine(update.text) };
    case 'build':
    case 'expect':
      return undefined;
  }
}

function transferLine(update: Extract<Update, { kind: 'transfer' }>): Record<string, unknown> {
  const { id, layer, status, current, total } = update;
  const sizes = total > 0 && { current, total, percent: Math.floor((current * 100) / total) };
  const isDone = /^(Pull complete|Already exists|Pushed|Layer already exists)/.test(status);
  return {
    id: layer,
    parent_id: id,
    status: isDone ? 'Done' : 'Working',
    text: status,
    ...sizes,
  };
}
