/** Colours and symbols; the only place that knows chalk. */
import { Chalk } from 'chalk';

export type Style = (text: string) => string;

export interface Symbols {
  readonly done: string;
  readonly warning: string;
  readonly failed: string;
  readonly spinner: readonly string[];
  /** Fill levels of one cell of a bar, empty first. */
  readonly bar: readonly string[];
  readonly ellipsis: string;
  readonly arrow: string;
  readonly replace: string;
}

export interface Theme {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly bold: Style;
  readonly dim: Style;
  readonly red: Style;
  readonly green: Style;
  readonly yellow: Style;
  readonly blue: Style;
  readonly magenta: Style;
  readonly cyan: Style;
  readonly symbols: Symbols;
}

export interface ThemeChoice {
  readonly color: boolean;
  readonly unicode: boolean;
}

/** Without colour the styles give their text back unchanged. */
export function makeTheme({ color, unicode }: ThemeChoice): Theme {
  const { bold, dim, red, green, yellow, blue, magenta, cyan } = new Chalk({
    level: color ? 1 : 0,
  });
  const symbols = unicode ? UNICODE : ASCII;
  return { color, unicode, bold, dim, red, green, yellow, blue, magenta, cyan, symbols };
}

const UNICODE: Symbols = {
  done: '✔',
  warning: '!',
  failed: '✘',
  spinner: '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'.split(''),
  bar: '⠀⡀⣀⣄⣤⣦⣶⣷⣿'.split(''),
  ellipsis: '…',
  arrow: '→',
  replace: '±',
};

const ASCII: Symbols = {
  done: 'v',
  warning: '!',
  failed: 'x',
  spinner: ['|', '/', '-', '\\'],
  bar: ' .:-=+*%#'.split(''),
  ellipsis: '...',
  arrow: '->',
  replace: '-/+',
};

type Environment = Readonly<Record<string, string | undefined>>;

export interface ColorQuestion {
  readonly isTerminal: boolean;
  readonly env: Environment;
  /** `always` and `never` are orders; all else means: decide. */
  readonly ansi?: string | undefined;
}

/** Orders first, then `NO_COLOR`, then whether somebody can see it. */
export function wantsColor({ isTerminal, env, ansi }: ColorQuestion): boolean {
  if (ansi === 'always' || ansi === 'never') return ansi === 'always';
  return isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** Whether the locale promises UTF-8; without any locale set, it is assumed. */
export function wantsUnicode(env: Environment): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return env['TERM'] !== 'linux' && (locale === '' || /utf-?8/i.test(locale));
}
