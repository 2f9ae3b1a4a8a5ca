import { describe, expect, test } from 'vitest';
import type { Diagnostic, Place } from '../../../src/model/diagnostic.ts';
import { renderDiagnosticLine, renderDiagnostics } from '../../../src/render/diagnostic-view.ts';
import { makeTheme } from '../../../src/render/theme.ts';

const PLAIN = makeTheme({ color: false, unicode: true });

const at = (line: number, column: number, more: Partial<Place> = {}): Place => ({
  file: '/work/compose.yaml',
  line,
  column,
  length: 4,
  ...more,
});

const problem = (more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'unknown-key',
  severity: 'error',
  message: 'Unknown key "imag"',
  ...more,
});

const render = (...diagnostics: readonly Diagnostic[]) =>
  renderDiagnostics(diagnostics, PLAIN, '/work');

test('a diagnostic shows the line, a caret, related places and a hint', () => {
  const text = render(
    problem({
      at: at(3, 5, { text: '    imag: nginx' }),
      related: [
        { message: 'the service begins here', at: at(2, 3, { text: '  web:', length: 3 }) },
      ],
      hint: 'did you mean "image"?',
    }),
  );
  expect(text).toMatchInlineSnapshot(`
    "error: Unknown key "imag" [unknown-key]
      compose.yaml:3:5
      3 |     imag: nginx
        |     ^^^^
      the service begins here:
      compose.yaml:2:3
      2 |   web:
        |   ^^^
      hint: did you mean "image"?
    "
  `);
});

test('a place without text shows no line', () => {
  expect(render(problem({ at: at(3, 5) }))).toBe(
    'error: Unknown key "imag" [unknown-key]\n  compose.yaml:3:5\n',
  );
});

test('diagnostics are sorted: without place first, then by file and place', () => {
  const text = render(
    problem({ message: 'd', at: at(9, 1) }),
    problem({ message: 'c', at: at(2, 9) }),
    problem({ message: 'b', at: at(2, 1) }),
    problem({ message: 'e', at: at(1, 1, { file: '/work/z.yaml' }) }),
    problem({ message: 'a' }),
  );
  expect(text.match(/^error: ./gm)?.join('')).toBe('error: aerror: berror: cerror: derror: e');
});

test('at most fifty are shown, the rest is counted', () => {
  const text = render(...Array.from({ length: 53 }, (_, line) => problem({ at: at(line + 1, 1) })));
  expect(text.match(/^error:/gm)).toHaveLength(50);
  expect(text).toMatch(/\nand 3 more\n$/);
});

describe('the line', () => {
  const lineOf = (text: string, column: number, length = 4) =>
    render(problem({ at: at(1, column, { text, length }) }))
      .split('\n')
      .slice(2, 4);

  test('keeps the caret under wide characters and escapes', () => {
    expect(lineOf('数: "\u001b" imag', 8)).toEqual([
      String.raw`  1 | 数: "\x1b" imag`,
      '    |            ^^^^',
    ]);
  });

  test('is cut around the place when it is long', () => {
    const [line = '', caret = ''] = lineOf(`${'a'.repeat(500)}imag${'b'.repeat(500)}`, 501);
    expect(line.length).toBeLessThan(220);
    expect(line.slice(caret.indexOf('^'), caret.indexOf('^') + 4)).toBe('imag');
  });

  test('hides secrets', () => {
    expect(lineOf('  DB_PASSWORD: hunter2', 16, 7)[0]).toBe('  1 |   DB_PASSWORD: ***');
  });

  test('marks the end when the place is behind it', () => {
    expect(lineOf('a:', 9)).toEqual(['  1 | a:', '    |   ^']);
  });
});

test('control characters in a message become visible', () => {
  expect(render(problem({ message: 'x\u001b[2J' }))).toContain(String.raw`x\x1b[2J`);
});

test('a JSON line has the place but not the text of the line', () => {
  const line = renderDiagnosticLine(problem({ at: at(3, 5, { text: 'PASSWORD: x' }) }));
  expect(JSON.parse(line)).toEqual({
    error: true,
    severity: 'error',
    code: 'unknown-key',
    message: 'Unknown key "imag"',
    file: '/work/compose.yaml',
    line: 3,
    column: 5,
    length: 4,
  });
});
