import type { VariableUse } from '../load/interpolate.ts';
import { renderTable } from '../render/table.ts';
import { renderYaml } from '../render/yaml-text.ts';

interface Variable {
  readonly name: string;
  readonly required: boolean;
  readonly default: string;
  readonly alternate: string;
}

/** The variables of the files, one row each, in the table and data forms of Docker Compose. */
export function renderVariables(uses: readonly VariableUse[], format: string | undefined): string {
  const variables = collect(uses);
  if (format === 'json') return renderJson(variables);
  return format === 'yaml' ? renderData(variables) : renderRows(variables);
}

/** One entry a name, sorted; of several uses, the first with a value counts. */
function collect(uses: readonly VariableUse[]): readonly Variable[] {
  const known = new Map<string, Variable>();
  for (const use of uses) {
    const old = known.get(use.name);
    known.set(use.name, {
      name: use.name,
      required: use.required || (old?.required ?? false),
      default: old?.default || (use.default ?? ''),
      alternate: old?.alternate || (use.alternate ?? ''),
    });
  }
  return [...known.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function renderRows(variables: readonly Variable[]): string {
  const head = ['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'];
  const rows = variables.map((variable) => [
    variable.name,
    String(variable.required),
    variable.default,
    variable.alternate,
  ]);
  return renderTable([head, ...rows], { minWidth: 20, padding: 1 });
}

function renderJson(variables: readonly Variable[]): string {
  const data = variables.map((variable) => [
    variable.name,
    {
      Name: variable.name,
      DefaultValue: variable.default,
      PresenceValue: variable.alternate,
      Required: variable.required,
    },
  ]);
  return `${JSON.stringify(Object.fromEntries(data), undefined, 4)}\n`;
}

function renderData(variables: readonly Variable[]): string {
  const data = variables.map(
    (variable) =>
      [
        variable.name,
        new Map<string, string | boolean>([
          ['name', variable.name],
          ['defaultvalue', variable.default],
          ['presencevalue', variable.alternate],
          ['required', variable.required],
        ]),
      ] as const,
  );
  // Four blanks a level here, as Docker Compose prints this one list.
  return renderYaml(new Map(data)).replace(/^ +/gm, '$&$&');
}
