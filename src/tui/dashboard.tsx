import { Box } from 'ink';
import type { ReactNode } from 'react';
import { footLine, headLine, paneTitle, ruleLine, stateStrip } from './chrome.ts';
import type { DashboardState, Pane as PaneName } from './dashboard-state.ts';
import { detailLines } from './details.ts';
import { BINDINGS } from './keymap.ts';
import type { Layout, Rect } from './layout.ts';
import { Lines, Pane } from './pane.tsx';
import { paintRow, span } from './rows.ts';
import { serviceLines } from './service-list.ts';
import type { Theme } from './theme.ts';

export interface DashboardProps {
  readonly state: DashboardState;
  readonly layout: Layout;
  readonly theme: Theme;
  /** Minutes that local time is ahead of UTC. */
  readonly utcOffset: number;
}

/** All but the log lines and their status: the place stays empty, the painter fills it. */
export function Dashboard(props: DashboardProps): ReactNode {
  const { layout, state, theme } = props;
  const style = { theme, width: layout.columns };
  if (layout.mode === 'tooSmall') {
    return <Lines lines={[paintRow([span('terminal too small')], style)]} width={layout.columns} />;
  }
  const above = [headLine(state, layout, props)];
  if (layout.mode === 'narrow') {
    if (layout.strip > 0) above.push(stateStrip(state, style));
    above.push(ruleLine(style));
  }
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.rows}>
      <Lines lines={above} width={layout.columns} />
      {state.help ? <Help {...props} above={above.length} /> : <Body {...props} />}
      <Lines lines={[footLine(state, style)]} width={layout.columns} />
    </Box>
  );
}

function Body(props: DashboardProps): ReactNode {
  const { services, logs, details } = props.layout;
  const isStacked = logs !== undefined && details !== undefined && logs.x === details.x;
  return (
    <Box flexDirection="row">
      {services && <Services {...props} rect={services} />}
      {isStacked ? (
        <Box flexDirection="column">
          <Details {...props} rect={details} />
          <Logs {...props} rect={logs} />
        </Box>
      ) : (
        <>
          {logs && <Logs {...props} rect={logs} />}
          {details && <Details {...props} rect={details} />}
        </>
      )}
    </Box>
  );
}

type PartProps = DashboardProps & { readonly rect: Rect };

function paneProps(props: PartProps, pane: PaneName): Omit<Parameters<typeof Pane>[0], 'lines'> {
  const { state, theme, rect, layout } = props;
  const focused = state.pane === pane;
  return { theme, rect, title: paneTitle(state, pane), focused, framed: layout.framed };
}

function inside({ rect, theme, layout }: PartProps): {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
} {
  const border = layout.framed ? 2 : 0;
  return { theme, width: rect.width - border, height: Math.max(0, rect.height - border) };
}

function Services(props: PartProps): ReactNode {
  const base = paneProps(props, 'services');
  const lines = serviceLines(props.state, { ...inside(props), focused: base.focused });
  return <Pane {...base} lines={lines} />;
}

function Details(props: PartProps): ReactNode {
  return <Pane {...paneProps(props, 'details')} lines={detailLines(props.state, inside(props))} />;
}

function Logs(props: PartProps): ReactNode {
  return <Pane {...paneProps(props, 'logs')} lines={[]} />;
}

const KEY_COLUMN = 13;

function Help(props: DashboardProps & { readonly above: number }): ReactNode {
  const { theme, layout } = props;
  const rect = {
    x: 0,
    y: props.above,
    width: layout.columns,
    height: layout.rows - props.above - 1,
  };
  const width = layout.columns - (layout.framed ? 2 : 0);
  const rows = BINDINGS.map((one) => [
    span(` ${keysText(one.keys).padEnd(KEY_COLUMN)}`, 'accent'),
    span(one.text),
  ]);
  const height = rect.height - (layout.framed ? 2 : 0);
  // Where one column would not fit, two stand side by side.
  const half = rows.length > height ? Math.ceil(rows.length / 2) : rows.length;
  const column = half < rows.length ? Math.floor(width / 2) : width;
  const lines = rows.slice(0, half).map((row, at) => {
    const other = rows[half + at] ?? [];
    return (
      paintRow(row, { theme, width: column }) +
      (column < width ? paintRow(other, { theme, width: width - column }) : '')
    );
  });
  const title = [span(' Help ', 'focus'), span('esc closes ', 'dim')];
  return <Pane {...{ theme, rect, title, lines, framed: layout.framed }} focused />;
}

const SHORT_NAMES: Readonly<Record<string, string>> = { pageup: 'pgup', pagedown: 'pgdn' };

const keysText = (keys: readonly string[]): string =>
  keys.map((key) => SHORT_NAMES[key] ?? key).join(' ');
