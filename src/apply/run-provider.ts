import { EngineError } from '../model/engine-error.ts';
import type { Host } from '../host/host.ts';
import type { StepOf } from '../plan/step.ts';
import type { ApplyContext } from './context.ts';
import { StepFailure } from './failure.ts';
import { findProvider } from './find-provider.ts';
import { MessageReader, ProvidedVariables, type ProviderMessage } from './provider-messages.ts';
import {
  missingParameters,
  NO_METADATA,
  parseProviderMetadata,
  providerFlags,
  type ProviderMetadata,
} from './provider-metadata.ts';

type ProviderStep = StepOf<'runProvider'>;

/** Runs the program that stands for a service, without a shell, and passes on what it says. */
export async function runProvider(
  step: ProviderStep,
  context: ApplyContext,
): Promise<'already' | undefined> {
  const { command, provider, service } = step;
  const program = new Program(step, context);
  const metadata = await program.metadata();
  if (command === 'stop' && !metadata.offersStop) return 'already';
  const own = metadata.commands[command];
  const missing = missingParameters(provider, own);
  if (missing.length > 0)
    throw failure(step, context, {
      message: `provider "${provider.type}" needs the option${missing.length === 1 ? '' : 's'} ${missing.map((name) => `"${name}"`).join(', ')}`,
      hint: 'add it to `provider.options` of the service',
    });
  const variables = await program.run([command, ...providerFlags(provider, own), service]);
  if (command === 'up') context.provided?.set(service, variables);
  return undefined;
}

interface Trouble {
  readonly message: string;
  readonly code?: string;
  readonly hint?: string;
  readonly evidence?: readonly string[];
}

function failure(
  { service }: ProviderStep,
  { placeOf }: ApplyContext,
  { message, code = 'provider-failed', ...more }: Trouble,
): StepFailure {
  const at = placeOf?.(['services', service, 'provider']);
  return new StepFailure({
    code,
    message: `service "${service}": ${message}`,
    ...(at === undefined ? {} : { at }),
    ...more,
  });
}

/** Telling about itself takes no time. */
const METADATA_MS = 10_000;
const KEPT_LINES = 10;

class Program {
  readonly #step: ProviderStep;
  readonly #context: ApplyContext;
  readonly #host: Host;
  readonly #file: string;

  constructor(step: ProviderStep, context: ApplyContext) {
    const { host } = context;
    if (host === undefined) throw new Error('a plan with providers needs a host');
    this.#step = step;
    this.#context = context;
    this.#host = host;
    this.#file = this.#find();
  }

  #find(): string {
    const { type } = this.#step.provider;
    const found = type === 'compose' ? undefined : findProvider(this.#host, type);
    if (found !== undefined) return found;
    throw this.#failure({
      code: 'provider-missing',
      message:
        type === 'compose'
          ? 'the provider "compose" would be this program itself'
          : `its provider "${type}" is neither a plugin of docker nor a program on the PATH`,
      hint: 'install it, or correct `provider.type`',
    });
  }

  async metadata(): Promise<ProviderMetadata> {
    const { signal } = this.#context;
    const env = this.#environment();
    const options = { env, signal, timeoutMs: METADATA_MS };
    const { code, stdout } = await this.#host.run(this.#file, ['compose', 'metadata'], options);
    this.#failIfStopped();
    return code === 0 ? parseProviderMetadata(stdout) : NO_METADATA;
  }

  /** Its first error, or what it says beyond the language, ends it. */
  async run(args: readonly string[]): Promise<ProvidedVariables> {
    const { signal, deadline, project } = this.#context;
    const variables = new ProvidedVariables();
    const stop = new AbortController();
    let trouble: Trouble | undefined;
    const reader = new MessageReader((message) => {
      trouble ??= this.#take(message, variables);
      if (trouble !== undefined) stop.abort();
    });
    const name = `--project-name=${project?.name ?? ''}`;
    const { code, stderr } = await this.#host.run(this.#file, ['compose', name, ...args], {
      env: this.#environment(),
      endSignal: AbortSignal.any([signal, stop.signal]),
      signal: deadline,
      onStdout: (bytes) => reader.push(bytes),
    });
    reader.end();
    this.#failIfStopped();
    const said = stderr.split('\n').filter((line) => line !== '');
    const evidence = said.slice(-KEPT_LINES);
    if (trouble !== undefined)
      throw this.#failure({ ...trouble, evidence: [...(trouble.evidence ?? []), ...evidence] });
    if (code === 0) return variables;
    const { type } = this.#step.provider;
    throw this.#failure({ message: `provider "${type}" ended with code ${code}`, evidence });
  }

  #take(message: ProviderMessage, variables: ProvidedVariables): Trouble | undefined {
    switch (message.kind) {
      case 'error': {
        const [first = '', ...more] = message.text.trimEnd().split('\n');
        return { message: first, evidence: more };
      }
      case 'bad':
        return { message: `provider "${this.#step.provider.type}" says ${message.why}` };
      case 'info':
        this.#tell(message.text);
        return undefined;
      case 'debug':
        return undefined;
      default:
        variables.add(message);
        return undefined;
    }
  }

  #tell(text: string): void {
    const { emit, clock } = this.#context;
    const [first = ''] = text.trimEnd().split('\n', 1);
    const progress = { kind: 'message', text: first } as const;
    emit({ kind: 'stepProgress', at: clock.now(), step: this.#step, progress });
  }

  /** The project's variables; docker, if it started us, did not start this program. */
  #environment(): Record<string, string> {
    const { project, engine } = this.#context;
    const isLocal = /^(?:unix|ssh):/.test(engine.address);
    return {
      ...project?.environment,
      DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: '',
      ...(isLocal ? { DOCKER_HOST: engine.address } : {}),
    };
  }

  #failIfStopped(): void {
    if (!this.#context.signal.aborted) return;
    const request = this.#step.provider.type;
    throw new EngineError({ kind: 'cancelled', request, text: 'the provider was stopped' });
  }

  #failure(trouble: Trouble): StepFailure {
    return failure(this.#step, this.#context, trouble);
  }
}
