import type { Engine, LogOptions, OutputChunk, StreamName } from './engine.ts';
import { LineSplitter } from './line-splitter.ts';

/** `bytes` are without the newline; `time` is the engine's text, empty where no timestamps were asked for. */
export interface LogLine {
  readonly bytes: Buffer;
  readonly time: string;
  readonly stream: StreamName;
}

export interface LogSource {
  readonly id: string;
  /** The container has a terminal: its log is one stream without frames. */
  readonly tty: boolean;
}

/** The stored, and with `follow` the coming, lines of one container in the engine's order, a few at a time. */
export async function* readLogs(
  engine: Engine,
  source: LogSource,
  options: LogOptions,
): AsyncGenerator<readonly LogLine[]> {
  const chunks = await engine.logs(source.id, source.tty, options);
  yield* splitOutput(chunks, { timestamps: options.timestamps === true });
}

export interface SplitOptions {
  /** Every line begins with the engine's time. */
  readonly timestamps?: boolean;
  /** Asked at the end: whether more would have come. Then the open lines are not passed on. */
  readonly isCutShort?: () => Promise<boolean>;
}

/** Output as it comes → lines. Standard output and error have an open line each. */
export async function* splitOutput(
  chunks: AsyncIterable<OutputChunk>,
  { timestamps = false, isCutShort }: SplitOptions = {},
): AsyncGenerator<readonly LogLine[]> {
  let lines: LogLine[] = [];
  const open = (stream: StreamName): OpenStream => ({
    splitter: new LineSplitter({ timestamps }),
    onLine: (bytes, time) => lines.push({ bytes, time, stream }),
  });
  const streams = { stdout: open('stdout'), stderr: open('stderr') };
  for await (const { stream, bytes, frameEnd } of chunks) {
    const { splitter, onLine } = streams[stream];
    splitter.push(bytes, onLine);
    if (frameEnd === true) splitter.endFrame(onLine);
    if (lines.length === 0) continue;
    yield lines;
    lines = [];
  }
  if ((await isCutShort?.()) === true) return;
  for (const { splitter, onLine } of Object.values(streams)) splitter.end(onLine);
  if (lines.length > 0) yield lines;
}

interface OpenStream {
  readonly splitter: LineSplitter;
  readonly onLine: (bytes: Buffer, time: string) => void;
}
