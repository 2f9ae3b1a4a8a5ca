import stringWidth from 'fast-string-width';
import { describe, expect, it } from 'vitest';
import type { FieldChange } from '../../../src/plan/step.ts';
import { changeLines } from '../../../src/render/change-lines.ts';
import { makeTheme } from '../../../src/render/theme.ts';

const at = (line: number): Pick<FieldChange, 'at'> => ({
  at: { file: '/w/compose.yaml', line, column: 5, length: 3 },
});

interface Choice {
  readonly columns?: number;
  readonly color?: boolean;
  readonly unicode?: boolean;
}

function linesOf(changes: readonly FieldChange[], choice: Choice = {}): readonly string[] {
  const { columns = 100, color = false, unicode = true } = choice;
  const theme = makeTheme({ color, unicode });
  return changeLines([changes], { theme, base: '/w', columns, indent: 2 })[0] ?? [];
}

describe('lines of changes', () => {
  it('tell old and new values and where they stand, aligned', () => {
    const lines = linesOf([
      { attribute: 'image', change: 'changed', from: 'app:1', to: 'app:2', ...at(4) },
      { attribute: 'environment.MODE', change: 'added', to: 'fast', ...at(7) },
      { attribute: 'environment.OLD', change: 'removed', from: '1' },
      { attribute: 'ports', change: 'removed', from: '8080:80', ...at(9) },
      { attribute: 'ports', change: 'added', to: '9090:80', ...at(9) },
      { attribute: 'networks.back', change: 'added', to: '', ...at(11) },
      { attribute: 'labels.empty', change: 'changed', from: 'x', to: '', ...at(12) },
      { attribute: 'secrets', change: 'changed', to: 'key, cert', ...at(14) },
      { attribute: 'post_start', change: 'changed', ...at(15) },
    ]);
    expect(`\n${lines.join('\n')}\n`).toBe(`
  ~ image             app:1 → app:2  compose.yaml:4
  + environment.MODE  fast           compose.yaml:7
  - environment.OLD   1
  - ports             8080:80        compose.yaml:9
  + ports             9090:80        compose.yaml:9
  + networks.back                    compose.yaml:11
  ~ labels.empty      x → ""         compose.yaml:12
  ~ secrets           → key, cert    compose.yaml:14
  ~ post_start        changed        compose.yaml:15
`);
  });

  it('tell of a secret that it changed, never what it is', () => {
    const lines = linesOf([
      { attribute: 'environment.API_TOKEN', change: 'changed', hidden: true },
      { attribute: 'environment.DB_PASSWORD', change: 'changed', from: 'hunter2', to: 'hunter3' },
      { attribute: 'labels.secret', change: 'added', to: 'hunter4' },
      { attribute: 'command', change: 'changed', from: 'run --key=•••', to: 'run --key=•••' },
    ]);
    expect(lines).toEqual([
      '  ~ environment.API_TOKEN    ••• changed',
      '  ~ environment.DB_PASSWORD  ••• changed',
      '  + labels.secret            •••',
      '  ~ command                  run --key=••• (••• changed)',
    ]);
    const plain = linesOf([{ attribute: 'a', change: 'added', to: 'x ••• y' }], { unicode: false });
    expect(plain).toEqual(['  + a  x *** y']);
  });

  it('show control characters and ids in a readable way', () => {
    const id = 'a'.repeat(64);
    const lines = linesOf([
      { attribute: 'labels.\u001b[31m', change: 'added', to: 'a\nb\u001b]0;x\u0007' },
      { attribute: 'image', change: 'changed', from: `sha256:${id}`, to: `x@sha256:${id}` },
    ]);
    expect(lines).toEqual([
      '  + labels.\\x1b[31m  a\\nb\\x1b]0;x\\x07',
      '  ~ image            aaaaaaaaaaaa → x@aaaaaaaaaaaa',
    ]);
  });

  it('put values that do not fit below each other, cut where they begin to differ', () => {
    const from = `sh -c "echo ${'a long beginning '.repeat(8)} one and the rest of it all"`;
    const change = { attribute: 'command', change: 'changed', from, ...at(4) } as const;
    const lines = linesOf([{ ...change, to: from.replace('one', 'two') }], { columns: 80 });
    expect(lines).toEqual([
      '  ~ command  - …beginning  one and the rest of it all"  compose.yaml:4',
      '             + …beginning  two and the rest of it all"',
    ]);
    const longer = [
      { attribute: `labels.${'x'.repeat(90)}`, change: 'added', to: 'y'.repeat(90) },
      { ...change, to: 'wide 漢字 '.repeat(30) },
    ] as const;
    for (const columns of [70, 80, 120])
      for (const line of linesOf(longer, { columns }))
        expect([line, stringWidth(line) <= columns]).toEqual([line, true]);
  });

  it('use the colours of a difference', () => {
    const [line] = linesOf([{ attribute: 'tty', change: 'changed', from: 'a', to: 'b' }], {
      color: true,
    });
    expect(line).toContain('\u001b[31ma');
    expect(line).toContain('\u001b[32mb');
  });
});
