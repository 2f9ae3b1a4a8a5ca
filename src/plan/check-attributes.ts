import { notYetAttributes } from './attributes.ts';
import type { PlanDraft } from './plan-draft.ts';
import { requestProblems } from './request/request-problems.ts';
import type { UpContext } from './up-context.ts';

type Inputs = Pick<UpContext, 'project' | 'facts' | 'options'>;

/** Refuses what would come up half right: attributes that are not carried out, or not by an engine this old. */
export function checkAttributes({ project, facts, options }: Inputs, draft: PlanDraft): void {
  for (const [key, service] of Object.entries(project.services)) {
    for (const { path, attribute } of notYetAttributes(service)) {
      const at = options.placeOf(['services', key, ...path]);
      draft.report({
        code: 'not-supported-yet',
        severity: 'error',
        message: `service "${key}" uses \`${attribute}\`, which Flotilla does not carry out yet`,
        path: ['services', key, ...path].join('.'),
        ...(at === undefined ? {} : { at }),
        hint: 'remove the attribute, or run this project with Docker Compose',
      });
    }
    for (const problem of requestProblems(service, facts.apiVersion)) {
      const at = options.placeOf(['services', key, ...problem.path]);
      draft.report({
        code: problem.code,
        severity: 'error',
        message: problem.message,
        path: ['services', key, ...problem.path].join('.'),
        ...(at === undefined ? {} : { at }),
      });
    }
  }
}
