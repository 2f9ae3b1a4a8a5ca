import { sharedUses } from './request/references.ts';
import { lateContainers } from './draft-container.ts';
import { keptIds, type UpContext } from './up-context.ts';

/** Reports what the service shares with containers that are not there and that this plan does not make. */
export function reportMissingShared(context: UpContext, key: string): void {
  const service = context.project.services[key] ?? {};
  for (const { service: other, what, path } of sharedUses(service)) {
    if (Object.hasOwn(keptIds(context, [other]), other)) continue;
    if (Object.hasOwn(lateContainers(context, [other]), other)) continue;
    const at = context.options.placeOf(['services', key, ...path]);
    context.draft.report({
      code: 'shared-container-missing',
      severity: 'error',
      // in Docker Compose's words, because scripts look for them
      message: `cannot share ${what} with service ${other}: container missing`,
      path: ['services', key, ...path].join('.'),
      ...(at === undefined ? {} : { at }),
      hint: `start "${other}" first, or leave out --no-deps`,
    });
  }
}
