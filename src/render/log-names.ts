/** Names in front of log lines: width and colors are fixed by the set of names, not by who speaks first. */

/** Docker Compose's rotation; the eleventh name begins again. */
const COLORS = ['36', '33', '32', '35', '34', '36;1', '33;1', '32;1', '35;1', '34;1'] as const;

export interface LogNameOptions {
  readonly color: boolean;
  /** No name before the lines (`--no-log-prefix`). */
  readonly bare?: boolean;
}

/** Known names in sorted order get colors in rotation; names that come later get the next ones. */
export class LogNames {
  readonly #options: LogNameOptions;
  readonly #colors = new Map<string, string>();
  readonly #prefixes = new Map<string, Buffer>();
  #width = 0;

  constructor(names: Iterable<string>, options: LogNameOptions) {
    this.#options = options;
    this.add(names);
  }

  /** Names that appear while lines are flowing: the column widens only for one that does not fit. */
  add(names: Iterable<string>): void {
    for (const name of [...new Set(names)].toSorted()) {
      if (this.#colors.has(name)) continue;
      this.#colors.set(name, COLORS[this.#colors.size % COLORS.length] ?? '0');
      if (name.length + 1 <= this.#width) continue;
      this.#width = name.length + 1;
      this.#prefixes.clear();
    }
  }

  /** What stands before a line of `name`. */
  prefixOf(name: string): Buffer {
    const known = this.#prefixes.get(name);
    if (known !== undefined) return known;
    this.add([name]);
    const text = this.#options.bare === true ? '' : `${name.padEnd(this.#width)} | `;
    const prefix = Buffer.from(text === '' ? '' : this.paint(name, text));
    this.#prefixes.set(name, prefix);
    return prefix;
  }

  /** A mark of one column in the place of a name, for lines that are no container's. */
  markOf(mark: string): string {
    return this.#options.bare === true ? '' : `${mark.padStart(this.#width + 2)} `;
  }

  /** Text about the container `name`, in its color. */
  paint(name: string, text: string): string {
    const color = this.#colors.get(name);
    return this.#options.color && color !== undefined ? `\u001B[${color}m${text}\u001B[0m` : text;
  }
}
