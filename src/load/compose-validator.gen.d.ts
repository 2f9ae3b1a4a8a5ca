/** The validator that scripts/gen-schema.ts compiles from schemas/compose.schema.json. */

/** A broken rule, as Ajv tells it without wording. */
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The key itself when the rule is about a key's text. */
  readonly propertyName?: string;
}

export interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

declare const validate: Validator;
export default validate;

/** Keys that a closed object knows, by its place: `services.*.ports.[]`, empty for the whole file. */
export declare const keysByPlace: Readonly<Record<string, readonly string[]>>;
