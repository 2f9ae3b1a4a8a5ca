/** Why services are not up: one block a cause, then what is merely not running. */
import { adviceFor } from '../events/advice.ts';
import { type Evidence, evidenceLines } from '../events/evidence.ts';
import { placeOfProblem, type ProblemSubject } from '../events/problem-place.ts';
import type { Cause, Explanation, ServiceStanding } from '../plan/explain.ts';
import { renderPosition } from './diagnostic-view.ts';
import { renderEvidence } from './evidence-view.ts';
import { show } from './show.ts';
import type { Theme } from './theme.ts';
import { intentWords, linkWords, standingWords } from './why-words.ts';

export interface WhyReport {
  readonly project: string;
  readonly explanation: Explanation;
  /** By service: what there is to see of those that are causes. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** Services were named: those that are up are told, too. */
  readonly isNamed: boolean;
  /** Whether files say what is wanted. */
  readonly hasPlan: boolean;
  subjectOf(service: string): ProblemSubject;
}

/** Files below `base` are shown relative to it. */
export function renderWhy(report: WhyReport, theme: Theme, base?: string): string {
  const { explanation, isNamed } = report;
  const painter = { report, theme, base };
  const blocks = [
    ...explanation.causes.map((cause) => causeLines(cause, painter)),
    idleLines(painter),
    ...explanation.outdated.map((standing) => outdatedLines(standing, painter)),
    isNamed ? upLines(painter) : [],
    isNamed ? [] : [summary(painter)],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

interface Painter {
  readonly report: WhyReport;
  readonly theme: Theme;
  readonly base: string | undefined;
}

function causeLines({ standing, chains }: Cause, painter: Painter): readonly string[] {
  const { report, theme, base } = painter;
  const { service, container } = standing;
  const evidence = report.evidence.get(service);
  const place = evidence && placeOfProblem(evidence, report.subjectOf(service));
  const where = [
    ...(container === undefined || container.name === service ? [] : [show(container.name)]),
    ...(place === undefined ? [] : [renderPosition(place, base)]),
  ].join('  ');
  const hint = hintFor(standing, report);
  const arrow = ` ${theme.symbols.arrow} `;
  return [
    `${theme.red(theme.symbols.failed)} ${theme.bold(show(service))} ${standingWords(standing, evidence)}  ${theme.dim(where)}`.trimEnd(),
    ...chains.map((chain) => `  ${chain.map(linkWords).join(arrow)}`),
    ...(evidence === undefined ? [] : renderEvidence(evidenceLines(evidence), theme)),
    ...(report.hasPlan
      ? [`  ${theme.cyan('up:')}   would ${intentWords(standing.intent, theme, base)}`]
      : []),
    ...(hint === undefined ? [] : [`  ${theme.cyan('hint:')} ${show(hint)}`]),
  ];
}

export function hintFor({ service }: ServiceStanding, report: WhyReport): string | undefined {
  const evidence = report.evidence.get(service);
  return evidence && adviceFor(evidence, report.subjectOf(service));
}

/** Services that stand alike share a line. */
function idleLines({ report, theme, base }: Painter): readonly string[] {
  const { project, explanation, hasPlan } = report;
  const { idle } = explanation;
  const [first] = idle;
  if (first === undefined) return [];
  const alike = Map.groupBy(idle, (standing) => standingWords(standing));
  const lines = [...alike].map(([words, standings]) => {
    const names = standings.map(({ service }) => theme.bold(show(service))).join(', ');
    const verb = standings.length === 1 ? words : plural(words);
    return `${theme.yellow(theme.symbols.warning)} ${names} ${verb}`;
  });
  const command = hasPlan ? 'flotilla up -d' : `flotilla -p ${show(project)} start`;
  const isOne = idle.length === 1 && first.intent !== undefined;
  const effect = isOne ? intentWords(first.intent, theme, base) : startWords(idle.length);
  return [...lines, `  ${theme.cyan('hint:')} ${command} would ${effect}`];
}

const startWords = (count: number): string => (count === 1 ? 'start it' : 'start them');

const plural = (words: string): string => words.replace(/^is /, 'are ').replace(/^has /, 'have ');

function outdatedLines(
  { service, intent }: ServiceStanding,
  { theme, base }: Painter,
): readonly string[] {
  return [
    `${theme.yellow(theme.symbols.warning)} ${theme.bold(show(service))} is up, but not as the files have it`,
    `  ${theme.cyan('up:')}   would ${intentWords(intent, theme, base)}`,
  ];
}

function upLines({ report, theme }: Painter): readonly string[] {
  const { services, outdated } = report.explanation;
  return services
    .filter((each) => isFine(each) && !outdated.includes(each))
    .map((standing) => {
      const { service, container } = standing;
      const status = theme.dim(show(container?.status ?? ''));
      return `${theme.green(theme.symbols.done)} ${theme.bold(show(service))} ${standingWords(standing)}  ${status}`.trimEnd();
    });
}

const isFine = ({ standing }: ServiceStanding): boolean =>
  standing === 'up' || standing === 'finished';

function summary({ report, theme }: Painter): string {
  const { project, explanation } = report;
  const { services, outdated, ok } = explanation;
  if (services.length === 0) return `Project "${show(project)}" has no containers.`;
  const up = services.filter(({ standing }) => standing === 'up').length;
  const finished = services.filter(({ standing }) => standing === 'finished').length;
  const jobs = finished === 0 ? '' : `, ${finished} finished`;
  if (!ok || outdated.length > 0)
    return theme.dim(`${up} of ${services.length} services up${jobs}`);
  const count = `${up} service${up === 1 ? '' : 's'} up${jobs}`;
  return `${theme.green(theme.symbols.done)} All is well in project "${show(project)}": ${count}.`;
}
