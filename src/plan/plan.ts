import type { Diagnostic } from '../model/diagnostic.ts';
import type { Step } from './step.ts';

/** Version of the plan's JSON form; grows when a reader could be misled. */
export const PLAN_VERSION = 1;

/** A container that stays as it is, so that a report can name it. */
export interface Unchanged {
  readonly service: string;
  readonly name: string;
  readonly id: string;
  readonly state: string;
}

/** A service that the verb passes over, so that a report can say why nothing happens to it. */
export interface PassedOver {
  readonly service: string;
  /** Absent: because the file says so. */
  readonly why?: string;
}

/** What is to be done, in an order that works: every step stands behind those it comes after. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  readonly project: string;
  /** The verb that asked for it: `up`, `down`, … */
  readonly verb: string;
  readonly steps: readonly Step[];
  readonly unchanged: readonly Unchanged[];
  readonly passedOver?: readonly PassedOver[];
  /** What may be done beyond the plan if somebody says yes. */
  readonly questions: readonly Question[];
  /** Problems found while planning; with an error among them the plan must not be applied. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A yes puts the question's id among the planner's `confirmed`; everything else leaves things as they are. */
export interface Question {
  readonly id: string;
  readonly text: string;
}

/** What the planner needs to know of the world besides the observed state. */
export interface Facts {
  /** Negotiated, such as `1.51`. */
  readonly apiVersion: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of the engine, such as `unix:///var/run/docker.sock`. */
  readonly address: string;
}

export const isEmpty = (plan: Plan): boolean => plan.steps.length === 0;
