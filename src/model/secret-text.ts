/** Takes out of a text what looks like a secret, whatever kind of text it is. */
import { SECRET_WORDS } from './secret-name.ts';

/** Stands for a value that is not told. */
export const HIDDEN = '•••';

/** A password may have an `@` of its own. */
const LOGIN_IN_URL = /(:\/\/[^\s/:@]{0,100}:)[^\s/]{1,200}@/g;
const NAME = `[\\w.-]{0,100}(?:${SECRET_WORDS})[\\w.-]{0,100}`;
const WORD = `"[^"]*"|'[^']*'|[^\\s"',;&]+`;
/** `TOKEN=x`, `--password=x`, `"apiKey": "x"`, `token: x`; a colon alone may be part of a path. */
const ASSIGNED = new RegExp(`(${NAME}(?:["']?\\s?=\\s?|["']\\s?:\\s?|:\\s+))(${WORD})`, 'gi');
/** The same as a quoted word of a command. */
const QUOTED = new RegExp(`("${NAME}=)((?:[^"\\\\]|\\\\.)+)(?="|$)`, 'gi');
/** `--password x` */
const OPTION = new RegExp(`(--?${NAME}\\s+)((?!-)(?:${WORD}))`, 'gi');
const BEARER = /\b((?:bearer|basic)\s+)([\w.~+/=-]{8,})/gi;
/** `curl -u name:password`, `mysql -ppassword`, `redis-cli -a password` */
const LOGIN = /(\s(?:-u|--user)[\s=]+[^\s:]+:)([^\s"']+)/g;
const MYSQL = /(\b(?:mysql|mariadb)[\w-]*\b[^|;&]{0,200}?\s-p)([^\s"']+)/g;
const REDIS = /(\bredis-cli\b[^|;&]{0,200}?\s-a\s+)([^\s"']+)/g;
/** What is known by its look: private keys, signed tokens. */
const KEY_OR_TOKEN =
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/g;
/** A variable says nothing of the secret that it stands for. */
const VARIABLE = /^["']?\$\$?[\w{]/;

/** Nobody reads more of a value. */
const LONGEST = 4000;

/** The beginning of the text, with passwords in addresses and what is assigned to secret-looking names taken out. */
export function hideSecrets(text: string): string {
  const start = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  const hidden = start.replace(LOGIN_IN_URL, `$1${HIDDEN}@`).replace(KEY_OR_TOKEN, HIDDEN);
  return [QUOTED, OPTION, ASSIGNED, BEARER, LOGIN, MYSQL, REDIS].reduce(
    (told, pattern) => told.replace(pattern, hideValue),
    hidden,
  );
}

const hideValue = (whole: string, lead: string, value: string): string =>
  VARIABLE.test(value) ? whole : lead + HIDDEN;
