import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Rect } from './layout.ts';
import { paintRow, span, widthOf } from './rows.ts';
import type { Span, Theme } from './theme.ts';

export interface PaneProps {
  readonly theme: Theme;
  readonly rect: Rect;
  readonly title: readonly Span[];
  readonly focused: boolean;
  readonly framed: boolean;
  /** Painted, each as wide as the inside. */
  readonly lines: readonly string[];
}

/** A box with a title, or bare rows where there is no room for borders. */
export function Pane(props: PaneProps): ReactNode {
  const { rect, lines } = props;
  const rows = props.framed ? framedRows(props) : filled(lines, rect.height, rect.width);
  return <Lines lines={rows} width={props.rect.width} />;
}

/** Rows painted to one width; the key is the place: rows have no identity of their own. */
export function Lines(props: {
  readonly lines: readonly string[];
  readonly width: number;
}): ReactNode {
  return (
    <Box flexDirection="column" width={props.width} flexShrink={0}>
      {props.lines.map((line, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <Text key={at} wrap="truncate">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}

function framedRows(props: PaneProps): readonly string[] {
  const { theme, rect, lines } = props;
  const token = props.focused ? 'focus' : 'border';
  const side = theme.paint(token, theme.ascii ? '|' : '│');
  const body = filled(lines, rect.height - 2, rect.width - 2).map((line) => side + line + side);
  const corners = theme.ascii ? ['+', '+', '+', '+'] : ['┌', '┐', '└', '┘'];
  const [topLeft = '', topRight = '', bottomLeft = '', bottomRight = ''] = corners;
  return [
    border(props, { left: topLeft, right: topRight, spans: props.title }),
    ...body,
    border(props, { left: bottomLeft, right: bottomRight, spans: [] }),
  ];
}

function border(
  { theme, rect, focused }: PaneProps,
  edge: { readonly left: string; readonly right: string; readonly spans: readonly Span[] },
): string {
  const token = focused ? 'focus' : 'border';
  const dash = theme.ascii ? '-' : '─';
  const room = rect.width - 2;
  const rest = Math.max(0, room - widthOf(edge.spans));
  const line = [...edge.spans, span(dash.repeat(rest), token)];
  return (
    theme.paint(token, edge.left) +
    paintRow(line, { theme, width: room }) +
    theme.paint(token, edge.right)
  );
}

function filled(lines: readonly string[], height: number, width: number): readonly string[] {
  const empty = ' '.repeat(Math.max(0, width));
  return Array.from({ length: Math.max(0, height) }, (_, at) => lines[at] ?? empty);
}
