/** Carries out a template on a row. */
import { CallError } from './template-call-error.ts';
import type { ParameterType, TemplateFunction } from './template-functions.ts';
import { runError, type Span, TemplateError } from './template-error.ts';
import type { Command, Node, Pipe, Term } from './template-nodes.ts';
import { isTrue, textOf, typeOf, type Value } from './template-value.ts';

export interface Program {
  readonly source: string;
  readonly nodes: readonly Node[];
  readonly functions: Readonly<Record<string, TemplateFunction>>;
}

/** Throws `TemplateError`. */
export function runTemplate(program: Program, row: Value): string {
  const run = new Run(program, row);
  run.walk(program.nodes, row);
  return run.text;
}

/** As `runTemplate`, but what does not work out ends the text where it stands. */
export function runLeniently(program: Program, row: Value): string {
  const run = new Run(program, row);
  try {
    run.walk(program.nodes, row);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
  }
  return run.text;
}

interface Variable {
  readonly name: string;
  value: Value;
}

type Flow = 'on' | 'break' | 'continue';

class Run {
  text = '';
  readonly #program: Program;
  readonly #variables: Variable[];

  constructor(program: Program, row: Value) {
    this.#program = program;
    this.#variables = [{ name: '$', value: row }];
  }

  walk(nodes: readonly Node[], dot: Value): Flow {
    const known = this.#variables.length;
    for (const node of nodes) {
      const flow = this.#node(node, dot);
      if (flow !== 'on') return flow;
    }
    this.#variables.length = known;
    return 'on';
  }

  #node(node: Node, dot: Value): Flow {
    switch (node.kind) {
      case 'text':
        this.text += node.text;
        return 'on';
      case 'action': {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0)
          this.text += value === undefined ? '<no value>' : textOf(value);
        return 'on';
      }
      case 'break':
      case 'continue':
        return node.kind;
      default:
        return this.#block(node, dot);
    }
  }

  #block(node: Extract<Node, { pipe: Pipe; body: unknown }>, dot: Value): Flow {
    const known = this.#variables.length;
    const value = this.#pipe(node.pipe, dot);
    const flow =
      node.kind === 'range'
        ? this.#range(node, { value, dot })
        : this.#branch(node, { value, dot });
    this.#variables.length = known;
    return flow;
  }

  #branch(
    { kind, body, otherwise }: Extract<Node, { body: unknown }>,
    { value, dot }: { readonly value: Value; readonly dot: Value },
  ): Flow {
    if (!isTrue(value)) return this.walk(otherwise, dot);
    return this.walk(body, kind === 'with' ? value : dot);
  }

  #range(
    { pipe, body, otherwise }: Extract<Node, { body: unknown }>,
    { value, dot }: { readonly value: Value; readonly dot: Value },
  ): Flow {
    const known = this.#variables.length;
    let isEmpty = true;
    for (const [key, item] of this.#items(pipe, value)) {
      isEmpty = false;
      this.#setRange(pipe, key, item);
      const flow = this.walk(body, item);
      this.#variables.length = known;
      if (flow === 'break') break;
    }
    return isEmpty ? this.walk(otherwise, dot) : 'on';
  }

  /** The pipe itself has put its value there; each round has its own. */
  #setRange({ variables, assigns }: Pipe, key: Value, item: Value): void {
    const values = variables.length > 1 ? [key, item] : [item];
    for (const [index, name] of variables.entries()) {
      const value = values[index];
      if (assigns) this.#assign(name, value);
      else this.#variables.push({ name, value });
    }
  }

  *#items(pipe: Pipe, value: Value): Generator<readonly [Value, Value]> {
    if (value === undefined || value === null) return;
    if (typeof value === 'number') {
      for (let index = 0; index < value; index += 1) yield [index, index];
      return;
    }
    if (typeof value === 'object' && value.kind === 'list') return yield* value.items.entries();
    if (typeof value === 'object' && value.kind === 'map') return yield* value.entries;
    throw this.#error(lastOf(pipe), `range can't iterate over ${textOf(value)}`);
  }

  #pipe(pipe: Pipe, dot: Value): Value {
    let value: Value;
    for (const [index, command] of pipe.commands.entries())
      value = this.#command(command, { dot, piped: index === 0 ? [] : [value] });
    for (const name of pipe.variables) {
      if (pipe.assigns) this.#assign(name, value);
      else this.#variables.push({ name, value });
    }
    return value;
  }

  #assign(name: string, value: Value): void {
    const variable = this.#variables.findLast((each) => each.name === name);
    if (variable !== undefined) variable.value = value;
  }

  /** `piped` is the result of the command before: the last argument. */
  #command(
    { terms, at, end }: Command,
    { dot, piped }: { readonly dot: Value; readonly piped: readonly Value[] },
  ): Value {
    const [head, ...rest] = terms;
    if (head === undefined) return undefined;
    if (head.kind === 'function') return this.#call({ head, rest, at, end }, dot, piped);
    if (head.kind === 'field' || head.kind === 'variable' || head.kind === 'chain')
      return this.#fields(head, dot, { terms: rest, piped });
    if (rest.length > 0 || piped.length > 0)
      throw this.#error(head, `can't give argument to non-function ${this.#sourceOf(head)}`);
    if (head.kind === 'nil') throw this.#error(head, 'nil is not a command');
    return this.#term(head, dot);
  }

  #term(term: Term, dot: Value): Value {
    switch (term.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'constant':
        return term.value;
      case 'pipe':
        return this.#pipe(term, dot);
      case 'function':
        return this.#call({ head: term, rest: [], at: term.at, end: term.end }, dot, []);
      default:
        return this.#fields(term, dot, { terms: [], piped: [] });
    }
  }

  /** `.A.B`, `$x.A`, `(…).A`: arguments are for the last of them. */
  #fields(
    term: Extract<Term, { kind: 'field' | 'variable' | 'chain' }>,
    dot: Value,
    given: { readonly terms: readonly Term[]; readonly piped: readonly Value[] },
  ): Value {
    const { names } = term;
    const argued = given.terms.length + given.piped.length;
    if (names.length === 0 && argued > 0)
      throw this.#error(term, `can't give argument to non-function ${this.#sourceOf(term)}`);
    const span = term.kind === 'chain' ? lastOf(term.base) : term;
    let value = this.#base(term, dot);
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1;
      value = this.#field(span, { value, name }, isLast ? this.#argument(dot, given) : []);
    }
    return value;
  }

  #argument(
    dot: Value,
    { terms, piped }: { readonly terms: readonly Term[]; readonly piped: readonly Value[] },
  ): readonly Argument[] {
    const given = terms.map((term) => ({ term, value: this.#term(term, dot) }));
    return [...given, ...piped.map((value) => ({ value }))];
  }

  #base(term: Extract<Term, { kind: 'field' | 'variable' | 'chain' }>, dot: Value): Value {
    if (term.kind === 'field') return dot;
    if (term.kind === 'chain') return this.#pipe(term.base, dot);
    return this.#variables.findLast(({ name }) => name === term.name)?.value;
  }

  #field(
    term: Span,
    { value, name }: { readonly value: Value; readonly name: string },
    args: readonly Argument[],
  ): Value {
    if (value === undefined || value === null)
      throw this.#error(term, `nil data; no entry for key ${JSON.stringify(name)}`);
    const cannot = `can't evaluate field ${name} in type ${typeOf(value)}`;
    const isHolder = typeof value === 'object' && (value.kind === 'map' || value.kind === 'struct');
    if (!isHolder) throw this.#error(term, cannot);
    const method = value.methods?.get(name);
    if (method !== undefined) return this.#method(term, { name, method }, args);
    const fields = value.kind === 'map' ? value.entries : value.fields;
    if (value.kind === 'struct' && !fields.has(name)) throw this.#error(term, cannot);
    if (args.length === 0) return fields.get(name);
    throw this.#error(term, `wrong number of args for ${name}: want 0 got ${args.length}`);
  }

  #method(
    term: Span,
    { name, method }: { readonly name: string; readonly method: (argument: string) => Value },
    args: readonly Argument[],
  ): Value {
    const [first] = args;
    if (first === undefined || args.length !== 1)
      throw this.#error(term, `wrong number of args for ${name}: want 1 got ${args.length}`);
    this.#check(first, 'string', term);
    return method(textOf(first.value));
  }

  #call({ head, rest, at, end }: FunctionCall, dot: Value, piped: readonly Value[]): Value {
    const known = this.#program.functions[head.name];
    if (known === undefined) return undefined;
    this.#checkCount(head, known, rest.length + piped.length);
    if (head.name === 'and' || head.name === 'or')
      return this.#shortcut(head.name, rest, { dot, piped });
    const args = this.#argument(dot, { terms: rest, piped });
    for (const [index, argument] of args.entries())
      this.#check(argument, known.parameters[index] ?? known.rest ?? 'any', head);
    try {
      return known.call(args.map(({ value }) => value));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      throw this.#error({ at, end }, `error calling ${head.name}: ${error.message}`);
    }
  }

  #checkCount(
    head: FunctionCall['head'],
    { parameters, rest }: TemplateFunction,
    count: number,
  ): void {
    const { length } = parameters;
    if (count === length || (rest !== undefined && count > length)) return;
    const want = `${rest === undefined ? '' : 'at least '}${length}`;
    throw this.#error(head, `wrong number of args for ${head.name}: want ${want} got ${count}`);
  }

  /** What stands behind the first that settles it is not looked at. */
  #shortcut(
    name: 'and' | 'or',
    rest: readonly Term[],
    { dot, piped }: { readonly dot: Value; readonly piped: readonly Value[] },
  ): Value {
    let value: Value;
    for (const term of rest) {
      value = this.#term(term, dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped.length > 0 ? piped[0] : value;
  }

  #check({ value, term }: Argument, type: ParameterType, head: Span): void {
    if (type === 'any' || typeOf(value) === type) return;
    const place = term ?? head;
    if (term?.kind === 'constant') {
      const found = this.#sourceOf(term);
      const isList = type === '[]string';
      const text = isList ? `can't handle ${found} for arg of type ${type}` : undefined;
      throw this.#error(
        place,
        text ?? `expected ${type === 'int' ? 'integer' : type}; found ${found}`,
      );
    }
    if (value === undefined || value === null)
      throw this.#error(place, `invalid value; expected ${type}`);
    throw this.#error(place, `wrong type for value; expected ${type}; got ${typeOf(value)}`);
  }

  #sourceOf({ at, end }: Span): string {
    return this.#program.source.slice(at, end);
  }

  #error(span: Span, message: string): Error {
    return runError(this.#program.source, span, message);
  }
}

/** What errors about a pipe's result point to. */
const lastOf = (pipe: Pipe): Span => pipe.commands.at(-1)?.terms.at(-1) ?? pipe;

interface Argument {
  readonly value: Value;
  /** Absent: it came through a pipe. */
  readonly term?: Term;
}

interface FunctionCall extends Span {
  readonly head: Extract<Term, { kind: 'function' }>;
  readonly rest: readonly Term[];
}
