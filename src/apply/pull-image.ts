import { EngineError } from '../model/engine-error.ts';
import type { TransferProgress } from '../engine/engine.ts';
import type { StepOf } from '../plan/step.ts';
import type { ApplyContext } from './context.ts';
import { StepFailure } from './failure.ts';

/** Runs until the image is there. A failure names image, registry and cause. */
export async function pullImage(step: StepOf<'pullImage'>, context: ApplyContext): Promise<void> {
  const { engine, clock, emit, signal } = context;
  const { reference, platform } = step;
  try {
    const login = await context.loginFor?.(reference);
    const request = {
      reference,
      signal,
      ...(platform === undefined ? {} : { platform }),
      ...(login === undefined ? {} : { login }),
    };
    for await (const progress of engine.pullImage(request)) {
      noticePlatform(progress, context);
      const transfer = { kind: 'transfer', ...progress } as const;
      emit({ kind: 'stepProgress', at: clock.now(), step, progress: transfer });
    }
  } catch (error) {
    throw explainTransfer(error, { reference, code: 'pull-failed', did: 'pulled from' });
  }
}

/** The engine pulls an image of another platform all the same, and says so in passing. */
function noticePlatform({ status }: TransferProgress, { emit, clock }: ApplyContext): void {
  if (!status.startsWith('WARNING')) return;
  const message = status.replace(/^WARNING:\s*/, '');
  const diagnostic = { code: 'engine-warning', severity: 'warning', message } as const;
  emit({ kind: 'notice', at: clock.now(), diagnostic });
}

const PASSED_ON = new Set(['cancelled', 'connectionLost', 'unreachable']);

export interface Transfer {
  readonly reference: string;
  readonly code: 'pull-failed' | 'push-failed';
  /** `pulled from`, `pushed to` */
  readonly did: string;
}

/** A failure that names image, registry and cause; trouble that is not the image's comes back as it is. */
export function explainTransfer(error: unknown, { reference, code, did }: Transfer): unknown {
  if (!(error instanceof EngineError) || PASSED_ON.has(error.kind)) return error;
  const { kind, request, text, status } = error;
  const hint = hintFor(error, reference);
  return new StepFailure({
    code,
    message: `image ${reference} cannot be ${did} ${registryOf(reference)}: ${text}`,
    ...(hint === undefined ? {} : { hint }),
    engine: { kind, request, text, ...(status === undefined ? {} : { status }) },
  });
}

function hintFor({ status, text }: EngineError, reference: string): string | undefined {
  if (/does not exist locally/i.test(text)) return 'build it first: `flotilla build`';
  if (/manifest unknown|not found/i.test(text)) return 'check the name and the tag';
  if (status === 401 || /unauthorized|no basic auth|denied|authentication/i.test(text))
    return `log in with \`docker login ${registryOf(reference)}\`, or check the name`;
  if (/no such host|connection refused|timeout|unreachable|dial tcp/i.test(text))
    return 'the engine does not reach the registry: check its name, the network and proxies';
  return undefined;
}

/** The part before the first slash where it can be a host, else Docker Hub. */
function registryOf(reference: string): string {
  const [first = '', ...others] = reference.split('/');
  const isHost = others.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return isHost ? first : 'docker.io';
}
