/** What keeps an image from being built as the environment asks for it. */
import type { Project } from '../model/project.ts';
import type { Build } from '../model/service.ts';
import type { PlanDraft } from './plan-draft.ts';

/** Reports what the environment asks for and the build of the service cannot have. Messages are Docker Compose's. */
export function checkBuild(
  { project, draft }: { readonly project: Project; readonly draft: PlanDraft },
  key: string,
): void {
  const { build } = project.services[key] ?? {};
  if (build === undefined) return;
  const { DOCKER_BUILDKIT: buildKit, DOCKER_DEFAULT_PLATFORM: platform } = project.environment;
  if (buildKit === '0') reportBeyondClassic(draft, key, build);
  if (!platform || !build.platforms?.length || build.platforms.includes(platform)) return;
  draft.report({
    code: 'platform-not-built',
    severity: 'error',
    message: `service "${key}" build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: ${platform}`,
    path: `services.${key}.build.platforms`,
  });
}

function reportBeyondClassic(draft: PlanDraft, key: string, build: Build): void {
  const isUsed: Readonly<Record<string, boolean>> = {
    'multi-arch build': (build.platforms ?? []).length > 1,
    'privileged mode': build.privileged === true,
    'additional contexts': Object.keys(build.additional_contexts ?? {}).length > 0,
    'SSH keys': (build.ssh ?? []).length > 0,
    secrets: (build.secrets ?? []).length > 0,
  };
  for (const [what, used] of Object.entries(isUsed))
    if (used)
      draft.report({
        code: 'classic-builder',
        severity: 'error',
        message: `the classic builder doesn't support ${what}, set DOCKER_BUILDKIT=1 to use BuildKit`,
        path: `services.${key}.build`,
        hint: 'or take DOCKER_BUILDKIT=0 out of the environment',
      });
}
