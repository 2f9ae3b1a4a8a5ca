import type { CredentialSpec, Service, StringMap } from '../../model/service.ts';
import { compact } from './compact.ts';
import type { RequestInput } from './request-input.ts';

type Fields = Readonly<Record<string, unknown>>;

const UNCONFINED_PATHS = 'systempaths=unconfined';
const SECCOMP = 'seccomp=';

/** Capabilities, security options and namespaces of `HostConfig`, but for those that name containers. */
export function securityFields(input: RequestInput): Fields {
  const { service, seccompProfiles } = input;
  const options = service.security_opt ?? [];
  const isUnconfined = options.includes(UNCONFINED_PATHS);
  return {
    ...compact({
      CapAdd: normalizeCapabilities(service.cap_add ?? []),
      CapDrop: normalizeCapabilities(service.cap_drop ?? []),
      SecurityOpt: [
        ...options
          .filter((option) => option !== UNCONFINED_PATHS)
          .map((option) => inlineProfile(option, seccompProfiles)),
        ...(input.osType === 'windows' ? credentialOptions(service.credential_spec) : []),
      ],
      Privileged: service.privileged,
      ReadonlyRootfs: service.read_only,
      GroupAdd: service.group_add,
      CgroupnsMode: service.cgroup,
      UsernsMode: service.userns_mode,
      UTSMode: service.uts,
      Isolation: service.isolation,
    }),
    // empty lists, not absent ones: absent means the engine's own
    ...(isUnconfined ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
  };
}

/** Paths of the seccomp profiles that have to be read before the request can be built; relative to the project directory. */
export function seccompFiles(service: Service): readonly string[] {
  return (service.security_opt ?? []).flatMap((option) => profilePath(option) ?? []);
}

function profilePath(option: string): string | undefined {
  if (!option.startsWith(SECCOMP)) return undefined;
  const path = option.slice(SECCOMP.length);
  return path === 'unconfined' || path === 'builtin' ? undefined : path;
}

// the engine takes the profile's text, not its path
function inlineProfile(option: string, profiles: StringMap = {}): string {
  const text = profiles[profilePath(option) ?? ''];
  return text === undefined ? option : SECCOMP + compactJson(text);
}

function compactJson(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, quoted: string | undefined) => quoted ?? '');
}

/** The engine's names: upper case, prefixed, sorted, each once. */
export function normalizeCapabilities(names: readonly string[]): readonly string[] {
  const full = names.map((name) => {
    const upper = name.trim().toUpperCase();
    return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
  });
  return [...new Set(full)].toSorted();
}

function credentialOptions(spec: CredentialSpec | undefined): readonly string[] {
  if (spec?.file !== undefined) return [`credentialspec=file://${spec.file}`];
  if (spec?.registry !== undefined) return [`credentialspec=registry://${spec.registry}`];
  return [];
}
