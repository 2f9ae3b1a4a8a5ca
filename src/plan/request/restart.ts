import type { Service } from '../../model/service.ts';

export interface RestartPolicy {
  readonly Name: string;
  readonly MaximumRetryCount: number;
}

const ENGINE_NAME: Readonly<Record<string, string>> = { none: 'no', any: 'always' };

/** `deploy.restart_policy` wins over `restart`; the conditions' swarm names are translated. */
export function restartPolicy(service: Service): RestartPolicy {
  const policy = service.deploy?.restart_policy;
  if (policy !== undefined) return makePolicy(policy.condition ?? '', policy.max_attempts ?? 0);
  const [name = '', attempts = ''] = splitOnce(service.restart ?? '');
  return makePolicy(name, /^[+-]?\d+$/.test(attempts) ? Number(attempts) : 0);
}

const makePolicy = (condition: string, attempts: number): RestartPolicy => ({
  Name: ENGINE_NAME[condition] ?? condition,
  MaximumRetryCount: attempts,
});

function splitOnce(text: string): readonly string[] {
  const at = text.indexOf(':');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
