/** One line a change, for pipes and build logs: ` Container shop-web-1  Created`. */
import { renderDiagnostics } from '../diagnostic-view.ts';
import { show } from '../show.ts';
import type { Face, ProgressOutput } from './face.ts';
import { BuildLines } from './plain-build.ts';
import type { Update } from './update.ts';

type Output = Pick<ProgressOutput, 'write' | 'writeBuild' | 'theme' | 'dryRun'>;

/** Scripts look for two blanks between the resource and the verb. Bytes of transfers are not told. */
export function makePlain(output: Output): Face {
  const { write, writeBuild = write } = output;
  const builds = new BuildLines();
  return {
    take: (updates) => {
      const said = updates.map((update) => renderBuild(update, builds)).join('');
      if (said !== '') writeBuild(said);
      const text = updates.map((update) => renderLine(update, output)).join('');
      if (text !== '') write(text);
    },
    tick: () => {},
    pause: () => {},
    end: () => {},
  };
}

function renderBuild(update: Update, builds: BuildLines): string {
  if (update.kind === 'build') return builds.render(update);
  const isStopped = update.kind === 'change' && update.verb === 'Interrupted';
  return isStopped ? builds.cancel(update.id) : '';
}

function renderLine(update: Update, { theme, dryRun }: Output): string {
  const mark = dryRun === true ? ' DRY-RUN MODE - ' : '';
  switch (update.kind) {
    case 'change': {
      // The report at the end tells what failed and why; here it would be said twice.
      const isTold = update.details === undefined || update.status === 'error';
      const details = isTold ? '' : `: ${show(update.details)}`;
      return `${mark} ${show(update.id)}  ${update.verb}${details}\n`;
    }
    case 'output':
      return `${mark} ${show(update.id)}  | ${show(update.text)}\n`;
    case 'notice':
      return renderDiagnostics([update.diagnostic], theme);
    case 'build':
    case 'transfer':
    case 'expect':
      return '';
  }
}
