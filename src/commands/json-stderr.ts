/** Standard error for programs: whatever is told there becomes a JSON object a line. */
import type { OutputStream } from '../host/host.ts';

/** Lines that are JSON objects already pass; bytes are a container’s own and pass untouched. */
export function jsonLines(stream: OutputStream): OutputStream {
  return {
    get isTerminal() {
      return stream.isTerminal;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    isStructured: true,
    onResize: (listener) => stream.onResize(listener),
    onClose: (listener) => stream.onClose?.(listener) ?? (() => {}),
    write: (data) => stream.write(typeof data === 'string' ? toJsonLines(data) : data),
  };
}

function toJsonLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(
      (line) =>
        `${isJsonObject(line) ? line : JSON.stringify({ severity: 'info', message: line })}\n`,
    )
    .join('');
}

function isJsonObject(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
