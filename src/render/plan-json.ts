/** A plan as data for programs: what and why, never an environment's values. */
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { Plan } from '../plan/plan.ts';
import type { FieldChange, Reason, Step } from '../plan/step.ts';
import { mayTellValue } from './may-tell-value.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

/** Requests appear by the names of their fields alone. */
export function planToJson(plan: Plan): JsonRecord {
  const { version, project, verb, steps, unchanged, diagnostics } = plan;
  return {
    version,
    project,
    verb,
    steps: steps.map(stepToJson),
    unchanged,
    diagnostics: diagnostics.map(diagnosticToJson),
  };
}

function stepToJson(step: Step): JsonRecord {
  const { id, kind, resource, after, reason, risk, group, optional } = step;
  const fields = requestFields(step);
  return {
    id,
    kind,
    resource,
    after,
    reason: reasonToJson(reason),
    risk,
    ...(group !== undefined && { group }),
    ...(optional !== undefined && optional !== false && { optional: true }),
    ...(fields !== undefined && { fields }),
  };
}

function requestFields(step: Step): readonly string[] | undefined {
  switch (step.kind) {
    case 'createContainer':
      return Object.keys(step.draft.request);
    case 'createNetwork':
    case 'createVolume':
      return Object.keys(step.body);
    case 'buildImage':
      return Object.keys(step.build);
    default:
      return undefined;
  }
}

function reasonToJson(reason: Reason): JsonRecord {
  if (reason.kind === 'configChanged')
    return { kind: reason.kind, changes: reason.changes.map(changeToJson) };
  if ('at' in reason && reason.at !== undefined) return { ...reason, at: placeToJson(reason.at) };
  return { ...reason };
}

function changeToJson({ attribute, change, from, to, hidden, at }: FieldChange): JsonRecord {
  const hasValues = from !== undefined || to !== undefined;
  const isHidden = hidden === true || (hasValues && !mayTellValue(attribute));
  return {
    attribute,
    ...(change !== undefined && { change }),
    ...(isHidden ? { hidden: true } : { from, to }),
    ...(at !== undefined && { at: placeToJson(at) }),
  };
}

/** The text of the line stays out: it may hold a value. */
const placeToJson = ({ file, line, column }: Place): JsonRecord => ({ file, line, column });

function diagnosticToJson({ code, severity, message, path, at, hint }: Diagnostic): JsonRecord {
  return {
    code,
    severity,
    message,
    ...(path !== undefined && { path }),
    ...(at !== undefined && { at: placeToJson(at) }),
    ...(hint !== undefined && { hint }),
  };
}
