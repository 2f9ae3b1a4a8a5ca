/** Lines of attached containers: standard output and error stay apart. */
import type { LogLine } from '../engine/read-logs.ts';
import type { Clock, Host } from '../host/host.ts';
import { shortContainerName } from '../model/names.ts';
import type { LogNames } from '../render/log-names.ts';
import { show } from '../render/show.ts';
import { LogOutput } from './log-output.ts';
import { awayNote } from './patience.ts';

export interface AttachedLinesOptions {
  readonly host: Pick<Host, 'stdout' | 'stderr'>;
  readonly clock: Clock;
  readonly project: string;
  /** Engine names of the containers that are expected, for width, colors and the first line. */
  readonly expected: readonly string[];
  readonly names: LogNames;
  readonly timestamps?: boolean;
}

/** Takes containers by the engine's names and shows them by the short ones. */
export class AttachedLines {
  readonly #options: AttachedLinesOptions;
  readonly #out: LogOutput;
  readonly #err: LogOutput;
  #isAnnounced = false;

  constructor(options: AttachedLinesOptions) {
    this.#options = options;
    const { host, names, timestamps = false } = options;
    this.#out = new LogOutput(host.stdout, names, { timestamps });
    const errors = host.stderr.isStructured === true ? host.stdout : host.stderr;
    this.#err = new LogOutput(errors, names, { timestamps });
  }

  /** The first line, once. */
  async announce(): Promise<void> {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    const names = this.#options.expected.map((name) => this.#short(name)).toSorted();
    if (names.length === 0) return;
    this.#options.names.add(names);
    await this.#options.host.stdout.write(`Attaching to ${names.join(', ')}\n`);
  }

  /** Resolves when the streams can take more. */
  async show(container: string, lines: readonly LogLine[]): Promise<void> {
    const name = this.#short(container);
    const errors = lines.filter(({ stream }) => stream === 'stderr');
    const plain = errors.length === 0 ? lines : lines.filter(({ stream }) => stream === 'stdout');
    if (errors.length > 0) await this.#err.write(name, this.#stamped(errors));
    if (plain.length > 0) await this.#out.write(name, this.#stamped(plain));
  }

  async showHook(container: string, text: string): Promise<void> {
    const lines = text.replace(/\n$/, '').split('\n');
    const source = `${this.#short(container)} ->`;
    await this.#out.write(
      source,
      this.#stamped(
        lines.map((line) => ({ bytes: Buffer.from(line), time: '', stream: 'stdout' })),
      ),
    );
  }

  async showExit(
    container: string,
    exit: { readonly exitCode: number; readonly restarting: boolean },
  ): Promise<void> {
    await this.#err.flush();
    await this.#out.writeExit(this.#short(container), exit);
  }

  async showReplaced(name: string, maker: string): Promise<void> {
    await this.#out.writeStatus(name, `${name} has been recreated by ${maker}`);
  }

  /** Before the first line the screen may be somebody else's. */
  tellAway(text: string): void {
    if (this.#isAnnounced) void this.#options.host.stderr.write(awayNote(text));
  }

  async tellMissing(container: string, reason: string): Promise<void> {
    const name = this.#short(container);
    const lost = 'what it wrote while the connection was cut is not shown';
    await this.#options.host.stderr.write(`${name}: ${lost}: ${show(reason)}\n`);
  }

  async flush(): Promise<void> {
    await Promise.all([this.#out.flush(), this.#err.flush()]);
  }

  /** Live output carries no time of the engine's: it gets ours. */
  #stamped(lines: readonly LogLine[]): readonly LogLine[] {
    if (this.#options.timestamps !== true) return lines;
    const now = new Date(this.#options.clock.now()).toISOString().replace('Z', '000000Z');
    return lines.map((line) => (line.time === '' ? { ...line, time: now } : line));
  }

  #short(name: string): string {
    return shortContainerName(name, this.#options.project);
  }
}
