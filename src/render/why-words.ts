/** How a service stands, in words. */
import { type Evidence, startProblem } from '../events/evidence.ts';
import type { ServiceStanding, Standing } from '../plan/explain.ts';
import type { Intent, IntentAction } from '../plan/intent.ts';
import { reasonWords } from './reason-words.ts';
import { show } from './show.ts';
import type { Theme } from './theme.ts';

const SENTENCES: Readonly<Record<Standing, string>> = {
  up: 'is up',
  finished: 'has finished',
  missing: 'has no container yet',
  notStarted: 'has not been started',
  refused: 'cannot start',
  failed: 'failed',
  stopped: 'is stopped',
  restarting: 'keeps restarting',
  unhealthy: 'is unhealthy',
  starting: 'is not healthy yet',
  paused: 'is paused',
  removing: 'is being removed',
};

/** The sentence behind the service's name. */
export function standingWords(
  { standing, containers, wanted }: ServiceStanding,
  evidence?: Evidence,
): string {
  if (standing === 'missing' && containers > 0) return `has ${containers} of ${wanted} containers`;
  const problem = standing === 'refused' && evidence && startProblem(evidence);
  return problem ? `${SENTENCES[standing]}: ${show(problem)}` : SENTENCES[standing];
}

/** The same as one link of a chain: `db unhealthy`. */
export function linkWords({ service, standing }: ServiceStanding): string {
  const words =
    standing === 'missing' || standing === 'notStarted' ? 'not started' : shortWords(standing);
  return `${show(service)} ${words}`;
}

const shortWords = (standing: Standing): string => SENTENCES[standing].replace(/^(?:is|has) /, '');

const ACTIONS: Readonly<Record<IntentAction, string>> = {
  create: 'create and start it',
  replace: 'replace it',
  restart: 'restart it',
  start: 'start it again',
  unpause: 'let it go on',
  remove: 'remove a container of it',
};

/** What `up` would do about it, with the reason where that says more than how the service stands. */
export function intentWords(intent: Intent | undefined, theme: Theme, base?: string): string {
  if (intent === undefined) return 'leave it as it is';
  const { action, reason } = intent;
  const isPlain = reason.kind === 'missing' || reason.kind === 'notRunning';
  return isPlain ? ACTIONS[action] : `${ACTIONS[action]}: ${reasonWords(reason, theme, base)}`;
}
