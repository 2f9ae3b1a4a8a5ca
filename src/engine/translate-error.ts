/** Engine answers and socket failures → `EngineError`. Status alone does not tell: the text decides, too. */
import { EngineError, isEngineError, type EngineErrorKind } from '../model/engine-error.ts';

export interface FailedCall {
  /** `POST /containers/create` */
  readonly request: string;
  /** The engine's, as shown to people. */
  readonly address: string;
  readonly signal?: AbortSignal | undefined;
  /** Set when our own limit ended the call. */
  readonly expired?: AbortSignal | undefined;
  readonly limitMs?: number | undefined;
}

/** Gives back an `EngineError` as it is. */
export function translateError(error: unknown, call: FailedCall): EngineError {
  if (isEngineError(error)) return error;
  const { request } = call;
  if (call.signal?.aborted === true) {
    return new EngineError({
      kind: 'cancelled',
      request,
      text: `${request} was cancelled`,
      cause: error,
    });
  }
  const status = statusOf(error);
  if (status !== undefined) return answerError(request, { status, text: textOf(error) }, error);
  return socketError(error, call);
}

export interface Refusal {
  readonly status: number;
  readonly text: string;
}

export function answerError(request: string, refusal: Refusal, cause?: unknown): EngineError {
  return new EngineError({ kind: classify(refusal), request, ...refusal, cause });
}

/** For failures that come inside a stream, after the status. */
export function streamError(request: string, text: string): EngineError {
  return new EngineError({ kind: classify({ status: 0, text }), request, text });
}

interface Rule {
  /** Absent: any status. */
  readonly status?: readonly number[];
  readonly text: RegExp;
  readonly kind: EngineErrorKind;
}

/** First match wins; wordings of Engine 28. */
const RULES: readonly Rule[] = [
  { status: [400], text: /client version \S+ is too (?:new|old)/, kind: 'apiVersion' },
  {
    status: [409],
    text: /removal of container .* is already in progress/,
    kind: 'removalInProgress',
  },
  { status: [409], text: /which is dead or marked for removal/, kind: 'notFound' },
  {
    status: [409],
    text: /is already in use by container|network with name .* already exists|volume name must be unique/,
    kind: 'nameTaken',
  },
  {
    status: [409],
    text: /volume is in use|is using its referenced image|image is being used|is being used by/,
    kind: 'inUse',
  },
  {
    status: [403],
    text: /endpoint with name .* already exists in network/,
    kind: 'alreadyConnected',
  },
  { text: /is not connected to (?:the )?network/, kind: 'notConnected' },
  { status: [404], text: /^endpoint .* not found/, kind: 'notConnected' },
  { text: /has active endpoints/, kind: 'inUse' },
  { text: /Pool overlaps with other one/, kind: 'subnetOverlap' },
  { text: /predefined address pools have been fully subnetted/, kind: 'poolExhausted' },
  { text: /no space left on device/, kind: 'diskFull' },
  { text: /port is already allocated|address already in use/, kind: 'portTaken' },
  {
    text: /failed to set up container networking: .*network \S+ not found|^could not find a network matching/,
    kind: 'networkMissing',
  },
  { text: /bind source path does not exist/, kind: 'bindMissing' },
  { status: [400], text: /exec: "|exec format error|no command specified/, kind: 'badCommand' },
  {
    text: /no basic auth credentials|pull access denied|unauthorized|authentication required|denied: requested access/,
    kind: 'denied',
  },
  {
    status: [0, 500],
    text: /manifest unknown|manifest for .* not found|does not exist locally/,
    kind: 'notFound',
  },
  { text: /is not paused|is already paused|container .* is not running/i, kind: 'wrongState' },
  { status: [401], text: /^/, kind: 'denied' },
  { status: [404], text: /^/, kind: 'notFound' },
  { status: [409], text: /^/, kind: 'wrongState' },
  { status: [503], text: /^/, kind: 'unavailable' },
];

function classify({ status, text }: Refusal): EngineErrorKind {
  const rule = RULES.find(
    (each) => (each.status?.includes(status) ?? true) && each.text.test(text),
  );
  return rule?.kind ?? 'rejected';
}

const LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'HPE_INVALID_EOF_STATE',
]);

function socketError(error: unknown, call: FailedCall): EngineError {
  const { request, address, expired, limitMs = 0 } = call;
  const code = property(error, 'code');
  const message = error instanceof Error ? error.message : String(error);
  const socketCode = typeof code === 'string' ? code : undefined;
  const { kind, text } =
    expired?.aborted === true
      ? silence(`the engine at ${address} has not answered ${request} for ${limitMs / 1000} s`)
      : explainSocket(socketCode, { address, message });
  return new EngineError({ kind, request, text, ...(socketCode && { socketCode }), cause: error });
}

interface Explained {
  readonly kind: EngineErrorKind;
  readonly text: string;
}

const silence = (text: string): Explained => ({ kind: 'unreachable', text });

function explainSocket(
  code: string | undefined,
  { address, message }: { readonly address: string; readonly message: string },
): Explained {
  if (code === undefined) return { kind: 'rejected', text: message };
  if (code === 'EACCES' || code === 'EPERM') {
    const what = 'permission denied while trying to connect to the Docker daemon socket';
    return { kind: 'denied', text: `${what} at ${address}` };
  }
  if (LOST.has(code)) {
    return {
      kind: 'connectionLost',
      text: `lost the connection to the engine at ${address}: ${message}`,
    };
  }
  // What a plain failure to connect adds is in the sentence already.
  const plain = ['ENOENT', 'ECONNREFUSED'].includes(code) && message.startsWith('connect ');
  const sentence = `Cannot connect to the Docker daemon at ${address}. Is the docker daemon running?`;
  return { kind: 'unreachable', text: plain ? sentence : `${sentence} (${message})` };
}

function statusOf(error: unknown): number | undefined {
  const status = property(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

/** The engine's sentence without what dockerode puts around it. */
function textOf(error: unknown): string {
  const message = property(property(error, 'json'), 'message');
  if (typeof message === 'string') return message;
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\(HTTP code \d+\) .*? - /, '').trim();
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
