/** Colours and shapes by meaning. Every state has a shape and a word, so that colour is never the only sign. */
import type { StateShape } from './service-rows.ts';

export type Token =
  | 'text'
  | 'dim'
  | 'accent'
  | 'border'
  | 'focus'
  | 'ok'
  | 'info'
  | 'warn'
  | 'error'
  | 'alert'
  | 'quiet'
  | 'strong'
  | 'match'
  | `hue${number}`;

export interface Theme {
  readonly ascii: boolean;
  readonly colour: boolean;
  /** Text in the colour of a token; `selected` lays the selection under it. */
  paint(token: Token, text: string, selected?: boolean): string;
}

export interface Span {
  readonly token: Token;
  readonly text: string;
}

const HUES = 8;
const COLOURS: Readonly<Record<string, string>> = {
  text: '',
  dim: '2',
  accent: '36',
  border: '2',
  focus: '1;36',
  ok: '32',
  info: '34',
  warn: '33',
  error: '1;31',
  alert: '1;33',
  quiet: '2;32',
  strong: '1',
  match: '7',
  hue0: '36',
  hue1: '32',
  hue2: '33',
  hue3: '34',
  hue4: '35',
  hue5: '96',
  hue6: '92',
  hue7: '95',
};
const STYLES: Readonly<Record<string, string>> = {
  focus: '1',
  error: '1',
  alert: '1',
  strong: '1',
  match: '7',
};

export function createTheme(options: { readonly colour: boolean; readonly ascii: boolean }): Theme {
  const codes = options.colour ? COLOURS : STYLES;
  return {
    ...options,
    paint(token, text, selected = false) {
      const code = [selected ? '7' : '', codes[token] ?? '']
        .filter((part) => part !== '')
        .join(';');
      const shown = options.ascii ? text.replaceAll('→', '>').replaceAll('…', '~') : text;
      return code === '' || text === '' ? shown : `\x1b[${code}m${shown}\x1b[0m`;
    },
  };
}

/** Everything pale but errors: what is shown may no longer be true. */
export function dimmed(theme: Theme): Theme {
  return {
    ascii: theme.ascii,
    colour: false,
    paint: (token, text, selected) =>
      theme.paint(token === 'error' ? 'error' : 'dim', text, selected),
  };
}

/** The same hue for a name in every session; none of them is red. */
export function hueOf(name: string): Token {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return `hue${hash % HUES}`;
}

const SHAPES: Readonly<Record<StateShape, readonly [shape: string, ascii: string, token: Token]>> =
  {
    healthy: ['●', '*', 'ok'],
    running: ['●', '*', 'info'],
    starting: ['◐', '~', 'warn'],
    waiting: ['◌', '.', 'dim'],
    unhealthy: ['▲', '!', 'alert'],
    restarting: ['↻', '@', 'warn'],
    paused: ['‖', '=', 'info'],
    done: ['✓', '+', 'quiet'],
    failed: ['✗', 'x', 'error'],
    missing: ['○', 'o', 'dim'],
    removing: ['◌', '.', 'dim'],
  };

export function shapeOf(theme: Theme, shape: StateShape): Span {
  const [unicode, ascii, token] = SHAPES[shape];
  return { token, text: theme.ascii ? ascii : unicode };
}

const SPINNER = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇'];
const SPINNER_ASCII = ['/', '-', '\\', '|'];

export function spinner(theme: Theme, nowMs: number): Span {
  const frames = theme.ascii ? SPINNER_ASCII : SPINNER;
  return { token: 'accent', text: frames[Math.floor(nowMs / 250) % frames.length] ?? '*' };
}
