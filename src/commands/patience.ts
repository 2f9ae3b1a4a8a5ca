import { Patience } from '../engine/patience.ts';
import { show } from '../render/show.ts';
import type { Context } from './context.ts';

/** With an engine that goes away while something of it is followed; standard error tells of it, once. */
export const patienceOf = ({ host }: Pick<Context, 'host'>): Patience =>
  new Patience(host.clock, ({ text }) => void host.stderr.write(awayNote(text)));

/** A line for the user: the work goes on as soon as the engine is back. */
export const awayNote = (text: string): string => `${show(text)}; trying again\n`;
