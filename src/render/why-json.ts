/** `why` as data for programs. The shape is documented in docs/why.md. */
import type { Evidence } from '../events/evidence.ts';
import { placeOfProblem } from '../events/problem-place.ts';
import type { ServiceStanding } from '../plan/explain.ts';
import { maskLine } from './mask.ts';
import { reasonWords } from './reason-words.ts';
import { makeTheme } from './theme.ts';
import { hintFor, type WhyReport } from './why-view.ts';

/** Grows when a reader could be misled. */
const WHY_VERSION = 1;

/** Services asked for, and those that are the cause. Secrets are hidden here, too. */
export function whyToJson(report: WhyReport): Readonly<Record<string, unknown>> {
  const { project, explanation } = report;
  const { services, causes, ok } = explanation;
  const roots = causes.map(({ standing }) => standing);
  const told = [...new Set([...services, ...roots])];
  return {
    version: WHY_VERSION,
    project,
    ok,
    services: told.map((standing) => serviceToJson(standing, report)),
  };
}

function serviceToJson(
  standing: ServiceStanding,
  report: WhyReport,
): Readonly<Record<string, unknown>> {
  const { service, container, wanted, waitsFor, cause, intent } = standing;
  const evidence = report.evidence.get(service);
  const place = evidence && placeOfProblem(evidence, report.subjectOf(service));
  return {
    service,
    standing: standing.standing,
    ...(container === undefined ? {} : { container: container.name, status: container.status }),
    wanted,
    ...(waitsFor === undefined ? {} : { waitsFor }),
    cause,
    ...(intent === undefined
      ? {}
      : { plan: { action: intent.action, reason: reasonWords(intent.reason, PLAIN) } }),
    ...(place === undefined
      ? {}
      : { at: { file: place.file, line: place.line, column: place.column } }),
    ...(evidence === undefined ? {} : { evidence: maskEvidence(evidence) }),
    ...(evidence === undefined ? {} : { hint: hintFor(standing, report) }),
  };
}

const PLAIN = makeTheme({ color: false, unicode: false });

const maskEvidence = (evidence: Evidence): Evidence => ({
  ...evidence,
  log: evidence.log.map(maskLine),
  ...(evidence.health === undefined
    ? {}
    : {
        health: {
          ...evidence.health,
          probes: evidence.health.probes.map((probe) => ({
            ...probe,
            output: probe.output.map(maskLine),
          })),
        },
      }),
});
