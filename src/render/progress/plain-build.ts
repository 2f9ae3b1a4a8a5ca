/** What builders say as BuildKit's plain progress has it: `#3 [2/4] COPY . .`, `#3 0.1s`, `#3 DONE`. */
import { show } from '../show.ts';
import type { Update } from './update.ts';

type BuildUpdate = Extract<Update, { kind: 'build' }>;

interface Vertex {
  readonly number: number;
  readonly id: string;
  isOpen: boolean;
}

/** Numbers the vertices of all builds in the order in which they are first told. */
export class BuildLines {
  readonly #vertices = new Map<string, Vertex>();
  #last: Vertex | undefined;

  render({ id, vertex: digest, what, text, name }: BuildUpdate): string {
    const key = `${id} ${digest}`;
    const known = this.#vertices.get(key);
    const vertex = known ?? { number: this.#vertices.size + 1, id, isOpen: true };
    this.#vertices.set(key, vertex);
    // what was cached is told as done first
    if (what === 'end' && !vertex.isOpen) return '';
    const gap = this.#last === undefined || this.#last === vertex ? '' : '\n';
    this.#last = vertex;
    const title = what === 'name' ? text : known === undefined ? name : undefined;
    if (what === 'end') vertex.isOpen = false;
    const said = what === 'name' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
    const lines = [...(title === undefined ? [] : [title]), ...said];
    return gap + lines.map((line) => `#${vertex.number} ${show(line)}\n`).join('');
  }

  /** The build of `id` was stopped: what was under way has been given up. */
  cancel(id: string): string {
    const open = [...this.#vertices.values()].filter((vertex) => vertex.id === id && vertex.isOpen);
    for (const vertex of open) vertex.isOpen = false;
    return open.map(({ number }) => `#${number} CANCELED\n`).join('');
  }
}
