/** Kinds of trouble with the engine, told apart by status and text (Engine 28, API 1.51). */
export type EngineErrorKind =
  | 'notFound'
  | 'nameTaken'
  | 'wrongState'
  | 'removalInProgress'
  | 'alreadyConnected'
  | 'notConnected'
  | 'inUse'
  | 'subnetOverlap'
  | 'poolExhausted'
  | 'diskFull'
  | 'portTaken'
  | 'networkMissing'
  | 'badCommand'
  | 'bindMissing'
  | 'apiVersion'
  | 'denied'
  | 'unreachable'
  | 'connectionLost'
  | 'cancelled'
  | 'unavailable'
  | 'rejected';

export interface EngineFailure {
  readonly kind: EngineErrorKind;
  /** `POST /containers/create` */
  readonly request: string;
  readonly status?: number;
  /** Node's code of a failed connection, such as `ECONNREFUSED`. */
  readonly socketCode?: string;
  /** The engine's own sentence; foreign text. */
  readonly text: string;
  readonly cause?: unknown;
}

/** The only domain error that is thrown. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: EngineErrorKind;
  readonly request: string;
  readonly status: number | undefined;
  readonly socketCode: string | undefined;
  readonly text: string;

  constructor(failure: EngineFailure) {
    super(failure.text, { cause: failure.cause });
    this.kind = failure.kind;
    this.request = failure.request;
    this.status = failure.status;
    this.socketCode = failure.socketCode;
    this.text = failure.text;
  }

  /** The same error in other words. */
  withText(text: string): EngineError {
    const { kind, request, status, socketCode, cause } = this;
    return new EngineError({
      kind,
      request,
      text,
      cause,
      ...(status === undefined ? {} : { status }),
      ...(socketCode === undefined ? {} : { socketCode }),
    });
  }
}

export const isEngineError = (error: unknown, kind?: EngineErrorKind): error is EngineError =>
  error instanceof EngineError && (kind === undefined || error.kind === kind);
