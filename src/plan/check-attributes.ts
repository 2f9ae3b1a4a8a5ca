import type { DataPath } from '../model/json.ts';
import { notYetAttributes } from './attributes.ts';
import type { PlanDraft } from './plan-draft.ts';
import { fileProblems } from './request/file-problems.ts';
import { networkProblems, requestProblems, requestWarnings } from './request/request-problems.ts';
import type { RequestProblem } from './request/request-problem.ts';
import type { UpContext } from './up-context.ts';

type Inputs = Pick<UpContext, 'project' | 'facts' | 'options'>;

/** Refuses what would come up half right: attributes that are not carried out, or not by an engine this old. */
export function checkAttributes({ project, facts, options }: Inputs, draft: PlanDraft): void {
  const report = (head: DataPath, problems: readonly RequestProblem[]): void => {
    for (const { path, ...problem } of problems) {
      const whole = [...head, ...path];
      const at = options.placeOf(whole);
      draft.report({ ...problem, path: whole.join('.'), ...(at === undefined ? {} : { at }) });
    }
  };
  for (const [key, network] of Object.entries(project.networks))
    report(['networks', key], networkProblems(network, facts.apiVersion));
  for (const [key, service] of Object.entries(project.services))
    report(
      ['services', key],
      [
        ...notYetAttributes(service).map(({ path, attribute }) => notYet(key, attribute, path)),
        ...requestProblems(service, facts.apiVersion),
        ...requestWarnings(service),
        ...fileProblems(project, service),
      ],
    );
}

const notYet = (key: string, attribute: string, path: RequestProblem['path']): RequestProblem => ({
  code: 'not-supported-yet',
  severity: 'error',
  message: `service "${key}" uses \`${attribute}\`, which Flotilla does not carry out yet`,
  path,
  hint: 'remove the attribute, or run this project with Docker Compose',
});
