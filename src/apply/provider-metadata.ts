/** What a provider says of itself: which options its commands take. */
import { isObject, readObject } from '../model/json.ts';
import type { Provider } from '../model/service.ts';
import type { ProviderCommand } from '../plan/step.ts';

export interface CommandMetadata {
  readonly parameters: readonly { readonly name: string; readonly required: boolean }[];
}

export interface ProviderMetadata {
  readonly offersStop: boolean;
  /** Empty for a program that says nothing of itself: it takes whatever the file says. */
  readonly commands: Readonly<Partial<Record<ProviderCommand, CommandMetadata>>>;
}

/** Of a program that cannot be asked, too. */
export const NO_METADATA: ProviderMetadata = { offersStop: false, commands: {} };

export function parseProviderMetadata(text: string): ProviderMetadata {
  const fields = readObject(text);
  if (fields === undefined) return NO_METADATA;
  const { description, up, down, stop } = fields;
  const isSilent = !description && !hasParameters(up) && !hasParameters(down);
  return {
    offersStop: isObject(stop),
    commands: isSilent ? {} : { up: commandOf(up), down: commandOf(down), stop: commandOf(stop) },
  };
}

const hasParameters = (command: unknown): boolean =>
  isObject(command) && Array.isArray(command['parameters']);

function commandOf(command: unknown): CommandMetadata {
  const parameters = isObject(command) ? command['parameters'] : undefined;
  if (!Array.isArray(parameters)) return { parameters: [] };
  return {
    parameters: parameters
      .filter(isObject)
      .flatMap(({ name, required }) =>
        typeof name === 'string' ? [{ name, required: required === true }] : [],
      ),
  };
}

/** Flags in the order of the file: those that the command takes. */
export function providerFlags(
  { options = {} }: Provider,
  metadata: CommandMetadata | undefined,
): readonly string[] {
  const known = new Set(metadata?.parameters.map(({ name }) => name));
  return Object.entries(options)
    .filter(([name]) => metadata === undefined || known.has(name))
    .flatMap(([name, values]) => values.map((value) => `--${name}=${value}`));
}

export const missingParameters = (
  { options = {} }: Provider,
  metadata: CommandMetadata | undefined,
): readonly string[] =>
  (metadata?.parameters ?? [])
    .filter(({ name, required }) => required && !Object.hasOwn(options, name))
    .map(({ name }) => name);
