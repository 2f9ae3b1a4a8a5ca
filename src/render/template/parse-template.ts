/** Tokens → nodes: recursive descent, one pass. */
import { readConstant } from './read-constant.ts';
import { readTokens, type Token } from './read-tokens.ts';
import { FUNCTION_NAMES } from './template-functions.ts';
import { syntaxError, type TemplateError } from './template-error.ts';
import type { Command, Node, Pipe, Term } from './template-nodes.ts';

/** Blocks and parentheses in one another; more than anybody writes, less than the stack holds. */
const DEEPEST = 500;

/** Throws `TemplateError`. */
export function parseTemplate(source: string): readonly Node[] {
  return new Parser(source).parse();
}

type BlockKind = 'if' | 'range' | 'with';
type Ending = 'end' | 'else';

interface Block {
  readonly nodes: readonly Node[];
  /** Behind the `{{else` or at the end. */
  readonly ending: Ending;
}

const isBlock = (word: string): word is BlockKind =>
  word === 'if' || word === 'range' || word === 'with';

const isCallable = ({ terms }: Command): boolean =>
  !['constant', 'nil', 'dot'].includes(terms[0]?.kind ?? 'nil');

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #variables: string[] = ['$'];
  #ranges = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = readTokens(source);
  }

  parse(): readonly Node[] {
    const nodes: Node[] = [];
    while (this.#peek().kind !== 'end') {
      const node = this.#node();
      if (typeof node === 'string') throw this.#error(`unexpected {{${node}}}`);
      nodes.push(node);
    }
    return nodes;
  }

  /** A node, or the word that ends the block it stands in. */
  #node(): Node | Ending {
    const token = this.#take();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    this.#skipSpace();
    const { kind, text } = this.#peek();
    const word = kind === 'word' ? text : '';
    if (isBlock(word)) return this.#deeper(() => this.#block(word));
    if (word === 'end' || word === 'else') return this.#ending(word);
    if (word === 'break' || word === 'continue') return this.#jump(word);
    if (word === 'define' || word === 'template' || word === 'block')
      throw this.#error(`{{${word}}} is not available here`);
    const pipe = this.#pipe('command', 'close');
    this.#take();
    return { kind: 'action', pipe };
  }

  #ending(word: Ending): Ending {
    this.#take();
    if (word === 'end') this.#closeBehind('end');
    return word;
  }

  #jump(word: 'break' | 'continue'): Node {
    this.#take();
    this.#closeBehind(word);
    if (this.#ranges === 0) throw this.#error(`{{${word}}} outside {{range}}`);
    return { kind: word };
  }

  #closeBehind(context: string): void {
    this.#skipSpace();
    if (this.#peek().kind !== 'close') throw this.#unexpected(context);
    this.#take();
  }

  /** From behind the `{{` on. Variables of the block end with it. */
  #block(kind: BlockKind): Node {
    this.#take();
    const known = this.#variables.length;
    const pipe = this.#pipe(kind, 'close');
    this.#take();
    if (kind === 'range') this.#ranges += 1;
    const { nodes: body, ending } = this.#body();
    if (kind === 'range') this.#ranges -= 1;
    const otherwise = ending === 'else' ? this.#otherwise(kind) : [];
    this.#variables.length = known;
    return { kind, pipe, body, otherwise };
  }

  #body(): Block {
    const nodes: Node[] = [];
    const known = this.#variables.length;
    while (this.#peek().kind !== 'end') {
      const node = this.#node();
      if (typeof node !== 'string') {
        nodes.push(node);
        continue;
      }
      this.#variables.length = known;
      return { nodes, ending: node };
    }
    throw this.#error('unexpected EOF');
  }

  /** `{{else}}` and `{{else if …}}`, which is a block of its own that shares the end. */
  #otherwise(kind: BlockKind): readonly Node[] {
    this.#skipSpace();
    const { kind: tokenKind, text } = this.#peek();
    if (kind !== 'range' && tokenKind === 'word' && text === kind)
      return [this.#deeper(() => this.#block(kind))];
    this.#closeBehind('else');
    const { nodes, ending } = this.#body();
    if (ending === 'else') throw this.#error('expected end; found {{else}}');
    return nodes;
  }

  /** Up to the closing token, which is left. */
  #pipe(context: string, closing: 'close' | ')'): Pipe {
    this.#skipSpace();
    const at = this.#peek().at;
    const declared = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      this.#skipSpace();
      if (this.#isClosing(closing)) break;
      commands.push(this.#command(closing));
    }
    if (commands.length === 0) throw this.#error(`missing value for ${context}`);
    const stage = commands.findIndex((command, index) => index > 0 && !isCallable(command));
    if (stage > 0) throw this.#error(`non executable command in pipeline stage ${stage + 1}`);
    if (!declared.assigns) this.#variables.push(...declared.variables);
    return { kind: 'pipe', at, end: commands.at(-1)?.end ?? at, ...declared, commands };
  }

  #isClosing(closing: 'close' | ')'): boolean {
    const { kind, text } = this.#peek();
    if (closing === 'close' && kind === 'sign' && text === ')')
      throw this.#error('unexpected right paren');
    if (closing === ')' && kind === 'close') throw this.#error('unclosed left paren');
    return closing === 'close' ? kind === 'close' : kind === 'sign' && text === ')';
  }

  #declarations(context: string): Pick<Pipe, 'variables' | 'assigns'> {
    const start = this.#next;
    const variables: string[] = [];
    while (this.#peek().kind === 'variable') {
      variables.push(this.#take().text);
      this.#skipSpace();
      const { kind, text } = this.#peek();
      if (kind !== 'sign') break;
      if (text === ':=' || text === '=') {
        this.#take();
        if (text === '=') variables.forEach((name) => this.#checkVariable(name));
        return { variables, assigns: text === '=' };
      }
      if (text !== ',') break;
      if (context !== 'range' || variables.length > 1)
        throw this.#error(`too many declarations in ${context}`);
      this.#take();
      this.#skipSpace();
    }
    this.#next = start;
    return { variables: [], assigns: false };
  }

  #command(closing: 'close' | ')'): Command {
    const terms: Term[] = [];
    const at = this.#peek().at;
    for (;;) {
      this.#skipSpace();
      if (this.#isClosing(closing)) break;
      const { kind, text } = this.#peek();
      if (kind === 'sign' && text === '|') {
        this.#take();
        break;
      }
      terms.push(this.#term());
      this.#checkGap();
    }
    if (terms.length === 0) throw this.#error('missing value for command');
    return { terms, at, end: terms.at(-1)?.end ?? at };
  }

  /** Terms stand apart. */
  #checkGap(): void {
    const { kind, text } = this.#peek();
    const isEnd = kind === 'space' || kind === 'close' || (kind === 'sign' && '|)'.includes(text));
    if (!isEnd) throw this.#unexpected('operand');
  }

  #term(): Term {
    const token = this.#take();
    const { at, kind, text } = token;
    const end = at + text.length;
    switch (kind) {
      case 'field':
        return this.#withFields(at, [text.slice(1)]);
      case 'variable':
        this.#checkVariable(text);
        return { ...this.#withFields(at, []), kind: 'variable', name: text };
      case 'number':
      case 'string':
      case 'character':
        return this.#constant(token);
      case 'word':
        return this.#word(text, { at, end });
      default:
        break;
    }
    if (text === '.') return { kind: 'dot', at, end };
    if (text === '(') return this.#deeper(() => this.#parentheses(at));
    this.#next -= 1;
    throw this.#unexpected('command');
  }

  #constant(token: Token): Term {
    const { at, text } = token;
    const read = readConstant(token);
    if (typeof read === 'string') throw this.#error(read);
    this.#noFieldsBehind(text);
    return { kind: 'constant', value: read.value, at, end: at + text.length };
  }

  #word(text: string, span: { readonly at: number; readonly end: number }): Term {
    if (text === 'true' || text === 'false' || text === 'nil') this.#noFieldsBehind(text);
    if (text === 'true' || text === 'false')
      return { kind: 'constant', value: text === 'true', ...span };
    if (text === 'nil') return { kind: 'nil', ...span };
    if (!FUNCTION_NAMES.has(text))
      throw this.#error(`function ${JSON.stringify(text)} not defined`);
    return { kind: 'function', name: text, ...span };
  }

  #noFieldsBehind(text: string): void {
    if (this.#peek().kind === 'field')
      throw this.#error(`unexpected . after term ${JSON.stringify(text)}`);
  }

  #parentheses(at: number): Term {
    const base = this.#pipe('parenthesized pipeline', ')');
    const { at: last } = this.#take();
    if (this.#peek().kind !== 'field') return { ...base, at, end: last + 1 };
    return { ...this.#withFields(at, []), kind: 'chain', base };
  }

  /** The fields that follow without a gap; errors point to the second of them. */
  #withFields(at: number, first: readonly string[]): Extract<Term, { kind: 'field' }> {
    const names = [...first];
    const point = this.#peek().kind === 'field' ? this.#peek().at : at;
    while (this.#peek().kind === 'field') names.push(this.#take().text.slice(1));
    return { kind: 'field', names, at, end: this.#peek().at, point };
  }

  #checkVariable(name: string): void {
    if (!this.#variables.includes(name))
      throw this.#error(`undefined variable ${JSON.stringify(name)}`);
  }

  #deeper<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw this.#error('max expression depth exceeded');
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: this.#source.length };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #skipSpace(): void {
    while (this.#peek().kind === 'space') this.#next += 1;
  }

  #unexpected(context: string): TemplateError {
    const { text } = this.#peek();
    return this.#error(`unexpected ${JSON.stringify(text)} in ${context}`);
  }

  #error(message: string): TemplateError {
    return syntaxError(this.#source, this.#peek().at, message);
  }
}
