import { describe, expect, test } from 'vitest';
import { readRowFormat, type FormatRow, type RowKind } from '../../../src/render/format-rows.ts';
import { list, type Value } from '../../../src/render/template/template-value.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const KIND: RowKind = {
  type: '*formatter.ContainerContext',
  table: '{{.Name}}\t{{.State}}',
  raw: 'name: {{.Name}}\n',
  headers: { Name: 'NAME', ID: 'CONTAINER ID', State: 'STATE', RunningFor: 'CREATED' },
};

const publisher = (url: string, port: number): Value => ({
  kind: 'struct',
  type: 'api.PortPublisher',
  fields: new Map<string, Value>([
    ['URL', url],
    ['PublishedPort', port],
  ]),
});

function row(name: string): FormatRow {
  return {
    record: { ExitCode: 0, Health: '', ID: 'c6e05fa61fcf', Name: name, State: 'running' },
    fields: {
      Publishers: list([publisher('0.0.0.0', 80), publisher('::', 81)], 'api.PortPublishers'),
    },
    labels: { 'a.b.the-key': 'value' },
  };
}

const render = (format: string, names: readonly string[] = ['clra-dep-1']): string =>
  readRowFormat(format, KIND)(names.map(row));

describe('a template is applied to each row', () => {
  test.each([
    ['{{json .Name}}', '"clra-dep-1"'],
    ['{{upper .Name}}', 'CLRA-DEP-1'],
    ['{{.Name | upper}}', 'CLRA-DEP-1'],
    ['{{title .Name}}', 'Clra-Dep-1'],
    ["{{title `ab o'neil é_x`}}", "Ab O'Neil É_x"],
    ['{{split .Name "-"}}', '[clra dep 1]'],
    ['{{truncate .Name 3}}', 'clr'],
    ['{{join (split .Name "-") "_"}}', 'clra_dep_1'],
    ['{{pad .Name 1 2}}|', ' clra-dep-1  |'],
    ['{{.Publishers}}', '[{0.0.0.0 80} {:: 81}]'],
    ['{{range .Publishers}}{{.PublishedPort}};{{end}}', '80;81;'],
    ['{{len .Name}}', '10'],
    ['{{.Label "a.b.the-key"}}', 'value'],
    ['{{println .Name}}', 'clra-dep-1\n'],
    ['foo', 'foo'],
    ['json ', 'json'],
    ['a\\tb\\nc', 'a\tb\nc'],
    ['{{/* c */}}x', 'x'],
    ['{{.Name -}}   x {{- /* c */ -}} y', 'clra-dep-1xy'],
    ['{{$x := .Name}}{{$x}}', 'clra-dep-1'],
    ['{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}', '2'],
    ['{{range $i, $p := .Publishers}}{{$i}}:{{$p.URL}} {{else}}none{{end}}', '0:0.0.0.0 1::: '],
    ['{{range .Publishers}}{{$.Name}}{{break}}{{end}}', 'clra-dep-1'],
    ['{{range .Publishers}}{{continue}}x{{end}}ok', 'ok'],
    ['{{range 3}}{{.}},{{end}}', '0,1,2,'],
    ['{{with .Health}}a{{else with .Name}}{{.}}{{end}}', 'clra-dep-1'],
    ['{{if eq .State "exited"}}a{{else if .Name}}b{{else}}c{{end}}', 'b'],
    ['{{if and (eq .State "running") (ne .Health "healthy")}}r{{end}}', 'r'],
    ['{{and 1 0}} {{or 0 "" 5}} {{not 0}}', '0 5 true'],
    ['{{or .Health "none"}}', 'none'],
    ['{{lt 1 2}}{{le 1.5 2.5}}{{gt "b" "a"}}{{ge 2 2}}', 'truetruetruetrue'],
    ['{{eq "a" "b" "a"}}', 'true'],
    ['{{index .Publishers 0}}', '{0.0.0.0 80}'],
    ['{{(index .Publishers 0).URL}}', '0.0.0.0'],
    ['{{index .Name 0}}', '99'],
    ['{{slice .Name 1 3}}', 'lr'],
    ['{{slice (split .Name "-") 1}}', '[dep 1]'],
    ['{{print 1 2 "a" "b" 3}}', '1 2ab3'],
    ['{{html "<a&>"}} {{js "a\'<b"}} {{urlquery "a b&c"}}', "&lt;a&amp;&gt; a\\'\\u003Cb a+b%26c"],
    [
      '{{printf "%-20s|%5d|%v|%q" .Name .ExitCode .State "x"}}',
      'clra-dep-1          |    0|running|"x"',
    ],
    [
      '{{printf "%5.2f|%x|%c|%U|%t|%T|%+v|%%|%03d" 1.5 255 65 66 true .Name 3 7}}',
      ' 1.50|ff|A|U+0042|true|string|3|%|007',
    ],
    [
      '{{printf "%d" "x"}} {{printf "%d"}} {{printf "x" 1}}',
      '%!d(string=x) %!d(MISSING) x%!(EXTRA int=1)',
    ],
    ['{{printf "%[2]d %[1]d|%*d" 1 2}}', '2 1|%!d(MISSING)'],
    ["{{0b11}} {{1_000}} {{-3}} {{1e3}} {{017}} {{.5}} {{'a'}}", '3 1000 -3 1000 15 0.5 97'],
    ['{{json (split .Name "-")}} {{json nil}} {{json "<&>"}}', '["clra","dep","1"] null "<&>"'],
  ])('%s', (format, expected) => {
    expect(render(format)).toBe(`${expected}\n`);
  });

  test('json shows the row as an object a line', () => {
    expect(JSON.parse(render('{{json .}}'))).toEqual(row('clra-dep-1').record);
    expect(JSON.parse(render('json'))).toEqual(row('clra-dep-1').record);
  });

  test('control characters of foreign text do not get through', () => {
    expect(render('{{.Name}}', ['a\u001b[2Jb'])).toBe('a\\x1b[2Jb\n');
    expect(render('{{json .}}', ['a\u009bb'])).toContain('a\\u009bb');
  });
});

describe('table', () => {
  test('shows the default columns, and the header alone without rows', () => {
    expect(render('table', ['a', 'long-name-1'])).toBe(
      'NAME          STATE\na             running\nlong-name-1   running\n',
    );
    expect(render('', [])).toBe('NAME      STATE\n');
  });

  test.each([
    ['table {{.Name}}\\t{{.State | upper}}', 'NAME         STATE\nclra-dep-1   RUNNING\n'],
    ['table {{.Label "a.b.the-key"}}', 'the key\nvalue\n'],
    ['table {{.ExitCode}}', '<no value>\n0\n'],
    ['table {{json .Name}}', '\n"clra-dep-1"\n'],
    ['table {{.Name}}\\t', 'NAME         \nclra-dep-1   \n'],
    ['table {{.Name}}\\n{{.ID}}', 'NAME\nCONTAINER ID\nclra-dep-1\nc6e05fa61fcf\n'],
    ['tableX', 'X\nX\n'],
  ])('%s', (format, expected) => {
    expect(render(format)).toBe(expected);
  });

  test('does not hide mistakes in the rows', () => {
    expect(() => render('table {{.Nope}}')).toThrow("can't evaluate field");
    expect(render('table {{.Nope}}', [])).toBe('<no value>\n');
  });

  test('raw is the kind’s own', () => {
    expect(render('raw')).toBe('name: clra-dep-1\n\n');
  });
});

describe('mistakes are told in the words of Go', () => {
  const inRow = (place: string, message: string): string =>
    `template: :${place.replace(' ', ': executing "" at <')}>: ${message}`;

  test.each([
    ['{{', 'template: :1: unclosed action'],
    ['x\\n{{', 'template: :2: unclosed action'],
    ['{{nope .Name}}', 'template: :1: function "nope" not defined'],
    ['{{if .Name}}x', 'template: :1: unexpected EOF'],
    ['{{end}}', 'template: :1: unexpected {{end}}'],
    ['{{.Name}} {{else}}', 'template: :1: unexpected {{else}}'],
    ['{{if true}}a{{else}}b{{else}}c{{end}}', 'template: :1: expected end; found {{else}}'],
    ['{{.Name}', "template: :1: bad character U+007D '}'"],
    ['{{"a}}', 'template: :1: unterminated quoted string'],
    ['{{`a}}', 'template: :1: unterminated raw quoted string'],
    ['{{/* c }}', 'template: :1: unclosed comment'],
    ['{{$y}}', 'template: :1: undefined variable "$y"'],
    ['{{if $x := .Name}}{{end}}{{$x}}', 'template: :1: undefined variable "$x"'],
    ['{{break}}', 'template: :1: {{break}} outside {{range}}'],
    ['{{if}}x{{end}}', 'template: :1: missing value for if'],
    ['{{}}', 'template: :1: missing value for command'],
    ['{{(.Name}}', 'template: :1: unclosed left paren'],
    ['{{.Name)}}', 'template: :1: unexpected right paren'],
    ['{{#}}', 'template: :1: unexpected "#" in command'],
    ['{{1a}}', 'template: :1: bad number syntax: "1a"'],
    ['{{.Name | 5}}', 'template: :1: non executable command in pipeline stage 2'],
    [
      '{{.Nope}}',
      inRow('1:2 .Nope', "can't evaluate field Nope in type *formatter.ContainerContext"),
    ],
    ['é{{.Nope}}', inRow('1:4 .Nope', "can't evaluate field Nope")],
    ['{{.Name.Foo}}', inRow('1:7 .Name.Foo', "can't evaluate field Foo in type string")],
    [
      '{{(index .Publishers 0).Nope}}',
      inRow('1:21 0', "can't evaluate field Nope in type api.PortPublisher"),
    ],
    [
      '{{join .Name ","}}',
      inRow('1:7 .Name', 'wrong type for value; expected []string; got string'),
    ],
    ['{{upper 1}}', inRow('1:8 1', 'expected string; found 1')],
    ['{{upper}}', inRow('1:2 upper', 'wrong number of args for upper: want 1 got 0')],
    ['{{pad .Name 1}}', inRow('1:2 pad', 'wrong number of args for pad: want 3 got 2')],
    ['{{printf}}', inRow('1:2 printf', 'wrong number of args for printf: want at least 1 got 0')],
    ['{{.Label}}', inRow('1:2 .Label', 'wrong number of args for Label: want 1 got 0')],
    ['{{.Name .ID}}', inRow('1:2 .Name', 'wrong number of args for Name: want 0 got 1')],
    ['{{1 2}}', inRow('1:2 1', "can't give argument to non-function 1")],
    ['{{nil}}', inRow('1:2 nil', 'nil is not a command')],
    ['{{len 3}}', inRow('1:2 len 3', 'error calling len: len of type int')],
    [
      '{{index .Publishers 9}}',
      inRow('1:2 index .Publishers 9', 'error calling index: index out of range: 9'),
    ],
    [
      '{{eq .ExitCode "a"}}',
      inRow(
        '1:2 eq .ExitCode "a"',
        'error calling eq: incompatible types for comparison: int and string',
      ),
    ],
    ['{{range .Name}}x{{end}}', inRow('1:8 .Name', "range can't iterate over clra-dep-1")],
  ])('%s', (format, message) => {
    expect(() => render(format)).toThrow(message);
  });
});

test('depth and size have limits instead of a crash', () => {
  expect(() => render(`{{${'('.repeat(5000)}1${')'.repeat(5000)}}}`)).toThrow(
    'max expression depth',
  );
  expect(render('{{printf "%2000000d" 1}}')).toBe('%!(BADWIDTH)1\n');
  expect(() => render('{{pad .Name 1000000000 0}}')).toThrow('too many');
});

test('reading a long template takes time in proportion to it', () => {
  const measure = (count: number): number =>
    cpuMs(() => render('{{.Name}} {{if .ID}}x{{end}} '.repeat(count)));
  measure(500);
  expect(measure(8000)).toBeLessThan(Math.max(measure(1000), 5) * 40);
});
