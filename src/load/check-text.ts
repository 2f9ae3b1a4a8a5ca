import type { Diagnostic } from '../model/diagnostic.ts';
import { LIMITS } from './limits.ts';
import { placeOf } from './source-position.ts';
import type { SourceText } from './tree.ts';

/** C0 except tab, line feed and carriage return; DEL; C1 except NEL, which YAML counts as printable. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/g;

/** What must be refused before a parser sees the text: too long, or raw control characters. */
export function checkText(source: SourceText): readonly Diagnostic[] {
  if (source.text.length > LIMITS.fileLength) return [tooLong(source)];
  const found: Diagnostic[] = [];
  for (const match of source.text.matchAll(CONTROL)) {
    if (found.length === LIMITS.syntaxProblems) break;
    found.push(controlCharacter(source, match.index));
  }
  return found;
}

function tooLong(source: SourceText): Diagnostic {
  return {
    code: 'file-too-big',
    severity: 'error',
    message: `The file is larger than ${LIMITS.fileLength / (1024 * 1024)} MiB`,
    at: { file: source.file, line: 1, column: 1, length: 1 },
    hint: 'Keep data in files of their own and mount them with configs or volumes',
  };
}

function controlCharacter(source: SourceText, offset: number): Diagnostic {
  const number = source.text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  const { text: _raw, ...place } = placeOf({ source, start: offset, end: offset + 1 });
  return {
    code: 'control-character',
    severity: 'error',
    message: `The file contains the control character U+${number}`,
    at: place,
    hint: 'Remove it, or write it as an escape such as "\\e" inside double quotes',
  };
}
