/** JSON that is safe on a terminal and reads like Go's. */

// What Go escapes in JSON, and the characters that `show` would make visible.
// oxlint-disable-next-line no-control-regex -- these are what must not get through
const ESCAPED = /[<>&\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Compact, on one line, without a newline at the end. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
