import type { Failure } from '../events/event.ts';
import type { EngineError, EngineErrorKind } from '../model/engine-error.ts';
import type { Step } from '../plan/step.ts';

/** A step that failed for a reason other than the engine's refusal, such as an unhealthy dependency. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const CODE: Partial<Record<EngineErrorKind, string>> = {
  nameTaken: 'name-taken',
  portTaken: 'port-taken',
  badCommand: 'bad-command',
  bindMissing: 'bind-source-missing',
  networkMissing: 'network-missing',
  subnetOverlap: 'subnet-overlap',
  poolExhausted: 'address-pool-exhausted',
  diskFull: 'engine-disk-full',
  apiVersion: 'engine-api-version',
  unreachable: 'engine-unreachable',
  connectionLost: 'engine-connection-lost',
  denied: 'engine-denied',
  inUse: 'in-use',
};

const HINT: Partial<Record<EngineErrorKind, string>> = {
  nameTaken:
    'another container has this name: rename or remove it, or use another project name with -p',
  portTaken:
    'another program or container holds this port: publish another one, or stop the holder',
  wrongState:
    'it conflicts with what another program does to it, or with its state: see `docker ps -a`, then run this again',
  badCommand:
    'the image has no such program, or it must not be run: check `command` and `entrypoint`',
  bindMissing: 'create the folder or file on the engine’s host, or set `create_host_path: true`',
  subnetOverlap: 'choose another `subnet` under `networks`, or remove the network that uses it',
  poolExhausted:
    'remove unused networks with `docker network prune`, or give the network a `subnet`',
  diskFull: 'the engine’s disk is full: `docker system df` tells what takes the room',
  unreachable: 'is the engine running, and may you use it?',
};

/** Why a step failed, told with the name of what it was about. */
export function describeFailure(error: EngineError | StepFailure, step: Step): Failure {
  if (error instanceof StepFailure) return error.failure;
  const hint = HINT[error.kind];
  return {
    code: CODE[error.kind] ?? 'engine-rejected',
    message: `${step.resource.kind} ${step.resource.name}: ${error.text}`,
    ...(hint === undefined ? {} : { hint }),
    engine: {
      kind: error.kind,
      request: error.request,
      text: error.text,
      ...(error.status === undefined ? {} : { status: error.status }),
    },
  };
}
