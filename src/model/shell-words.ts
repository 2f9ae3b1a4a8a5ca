/** Words of a command written as one text, split as Docker Compose splits it. */

export type ShellWords =
  | {
      readonly words: readonly string[];
      /** Text from an unquoted `;`, `&`, `|`, `<` or `>` on, which is dropped; it deserves a warning. */
      readonly dropped?: string;
    }
  | { readonly error: string };

/**
 * Blanks separate words, single quotes keep everything, a backslash outside them keeps the next character.
 * No variable or command is replaced, and nothing after a shell operator is read.
 */
export function splitShellWords(text: string): ShellWords {
  const state: State = { text, words: [], word: '', hasWord: false, at: 0 };
  while (state.at < text.length) {
    const outcome = readOne(state);
    if (outcome === 'operator') break;
    if (outcome !== 'ok') return { error: outcome };
  }
  const dropped = text.slice(state.at);
  endWord(state);
  return { words: state.words, ...(dropped === '' ? {} : { dropped }) };
}

interface State {
  readonly text: string;
  readonly words: string[];
  word: string;
  hasWord: boolean;
  at: number;
}

type Outcome = 'ok' | 'operator' | UnclosedError;
type UnclosedError =
  | 'a quote is never closed'
  | 'a backslash at the end escapes nothing'
  | 'a parenthesis needs quotes';

function readOne(state: State): Outcome {
  const character = state.text[state.at] ?? '';
  if (' \t\r\n'.includes(character)) {
    endWord(state);
    state.at += 1;
    return 'ok';
  }
  if (character === '\\') return readEscape(state);
  if (character === '"' || character === "'") return readQuoted(state, character);
  if (character === '`') return readVerbatim(state, '`');
  if (character === '(') {
    return state.word.endsWith('$') ? readVerbatim(state, ')') : 'a parenthesis needs quotes';
  }
  if (character === ')') return 'a parenthesis needs quotes';
  if (';&|<>'.includes(character)) return stopAtOperator(state, character);
  return readPlain(state, character);
}

function readPlain(state: State, character: string): Outcome {
  add(state, character);
  state.at += 1;
  return 'ok';
}

function readEscape(state: State): Outcome {
  const escaped = state.text[state.at + 1];
  if (escaped === undefined) return 'a backslash at the end escapes nothing';
  add(state, escaped);
  state.at += 2;
  return 'ok';
}

function readQuoted(state: State, quote: '"' | "'"): Outcome {
  const { text } = state;
  state.at += 1;
  state.hasWord = true;
  while (state.at < text.length) {
    const character = text[state.at] ?? '';
    if (character === quote) {
      state.at += 1;
      return 'ok';
    }
    if (character === '\\' && quote === '"') {
      const outcome = readEscape(state);
      if (outcome !== 'ok') return outcome;
      continue;
    }
    add(state, character);
    state.at += 1;
  }
  return 'a quote is never closed';
}

/** Backticks and `$(…)` stay as they are, blanks included; only a backslash works as elsewhere. */
function readVerbatim(state: State, close: '`' | ')'): Outcome {
  add(state, state.text[state.at] ?? '');
  state.at += 1;
  while (state.at < state.text.length) {
    const character = state.text[state.at] ?? '';
    const outcome = character === '\\' ? readEscape(state) : readPlain(state, character);
    if (outcome !== 'ok') return outcome;
    if (character === close) return 'ok';
  }
  return 'a quote is never closed';
}

/** A digit right before `>` belongs to the redirection (`2>file`). */
function stopAtOperator(state: State, operator: string): Outcome {
  if (operator === '>' && /^\d/.test(state.word)) {
    state.hasWord = false;
    state.word = '';
  }
  return 'operator';
}

function add(state: State, text: string): void {
  state.word += text;
  state.hasWord = true;
}

function endWord(state: State): void {
  if (state.hasWord) state.words.push(state.word);
  state.word = '';
  state.hasWord = false;
}
