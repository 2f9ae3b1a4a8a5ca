/** Hides what looks like a secret before it is shown. */
import { looksSecret } from '../model/secret-name.ts';

export { looksSecret } from '../model/secret-name.ts';

const HIDDEN = '***';

/** The value, or stars when its name looks like a secret's. */
export const maskValue = (name: string, value: string): string =>
  looksSecret(name) && value !== '' ? HIDDEN : value;

const ASSIGNMENT = /^([\s"'-]*)([\w.-]+)(["']?\s*[:=]\s*)(\S.*)$/;
const LOGIN_IN_URL = /(:\/\/[^\s/:@]{1,100}:)[^\s/@]{1,200}@/g;

/** A variable without a default says nothing of the secret that it stands for. */
const VARIABLE_ALONE = /^["']?\$(?:\w+|\{\w+(?::?\?[^}]*)?\})["']?\s*$/;

/** One line of a file: the value behind a secret's name and passwords inside addresses become stars. */
export function maskLine(line: string): string {
  const [, lead = '', name = '', separator = '', value = ''] = ASSIGNMENT.exec(line) ?? [];
  const isListOfSecrets = name === 'secrets';
  const isKnown = isListOfSecrets || value.startsWith('#') || VARIABLE_ALONE.test(value);
  if (value !== '' && looksSecret(name) && !isKnown) {
    return `${lead}${name}${separator}${HIDDEN}`;
  }
  return line.replace(LOGIN_IN_URL, `$1${HIDDEN}@`);
}
