/** The library: load a project, plan what it takes, carry it out, follow what happens. */
export { loadProject } from './load/load-project.ts';
export type { LoadRequest, LoadResult } from './load/load-project.ts';

export { planUp } from './plan/plan-up.ts';
export type { UpInput } from './plan/plan-up.ts';
export { planDown } from './plan/plan-down.ts';
export type { DownInput } from './plan/plan-down.ts';
export { planRestart, planStart, planStop } from './plan/plan-lifecycle.ts';
export type { LifecycleInput } from './plan/plan-lifecycle.ts';
export { PLAN_VERSION } from './plan/plan.ts';
export type { Facts, Plan, Unchanged } from './plan/plan.ts';
export type { Reason, Risk, Step, StepId, StepKind, StepOf } from './plan/step.ts';

export { connectEngine } from './engine/connect.ts';
export type { ConnectOptions } from './engine/connect.ts';
export { observe } from './engine/observe.ts';
export type { Engine } from './engine/engine.ts';

export { reconcile } from './reconcile/reconcile.ts';
export type { ReconcileOptions, ReconcileRequest, ReconcileResult } from './reconcile/request.ts';

export type { ApplyReport, Emit, Event, Failure, Outcome, StepResult } from './events/event.ts';
export type { Diagnostic, Place, Severity } from './model/diagnostic.ts';
export { EngineError, isEngineError } from './model/engine-error.ts';
export type { EngineErrorKind, EngineFailure } from './model/engine-error.ts';
export type {
  ObservedContainer,
  ObservedImage,
  ObservedNetwork,
  ObservedState,
  ObservedVolume,
} from './model/observed.ts';
export type { Network, Origins, Project, Volume } from './model/project.ts';
export type { Service } from './model/service.ts';

export type { Host } from './host/host.ts';
export { createNodeHost } from './host/node-host.ts';

export { renderDiagnostics } from './render/diagnostic-view.ts';
export { planToJson, renderPlan } from './render/plan-view.ts';
export type { PlanLayout } from './render/plan-view.ts';
export { makeTheme } from './render/theme.ts';
