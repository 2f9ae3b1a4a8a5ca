/** Go's text/template, as far as `--format` needs it: parsed here, carried out here, nothing is compiled. */
import { parseTemplate } from './template/parse-template.ts';
import { runLeniently, runTemplate } from './template/run-template.ts';
import { FUNCTIONS, HEADER_FUNCTIONS } from './template/template-functions.ts';
import type { Value } from './template/template-value.ts';

export interface Template {
  /** The text for one row. Throws `TemplateError`. */
  render(row: Value): string;
  /** The text for a table's header: functions that change texts leave the names as they are; never throws. */
  renderHeader(names: Value): string;
}

/** Throws `TemplateError` with Go's words: `template: :1: unclosed action`. */
export function readTemplate(source: string): Template {
  const nodes = parseTemplate(source);
  return {
    render: (row) => runTemplate({ source, nodes, functions: FUNCTIONS }, row),
    renderHeader: (names) => runLeniently({ source, nodes, functions: HEADER_FUNCTIONS }, names),
  };
}
