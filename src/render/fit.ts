/** Cutting styled text to the width of a terminal. */
import stringWidth from 'fast-string-width';

// oxlint-disable-next-line no-control-regex -- colour sequences have no width
const PIECES = /\u001b\[[0-9;]*m|[\s\S]/gu;

/** At most `columns` wide; colour sequences are kept, so that styles still end where they should. */
export function fit(text: string, columns: number, ellipsis: string): string {
  if (stringWidth(text) <= columns) return text;
  const room = Math.max(0, columns - stringWidth(ellipsis));
  let width = 0;
  let cut = false;
  let result = '';
  for (const [piece] of text.matchAll(PIECES)) {
    if (piece.startsWith('\u001b[')) {
      result += piece;
    } else if (!cut) {
      width += stringWidth(piece);
      cut = width > room;
      result += cut ? ellipsis : piece;
    }
  }
  return result;
}
