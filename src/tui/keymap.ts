/** Which key does what where; the help and the footer read the same table. */
import type { Pane } from './dashboard-state.ts';

export type Action =
  | 'quit'
  | 'help'
  | 'nextPane'
  | 'previousPane'
  | 'services'
  | 'logs'
  | 'details'
  | 'back'
  | 'open'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'halfUp'
  | 'halfDown'
  | 'first'
  | 'last'
  | 'left'
  | 'right'
  | 'home'
  | 'follow'
  | 'filter'
  | 'timestamps'
  | 'start'
  | 'stop'
  | 'restart'
  | 'retry'
  | 'repaint';

export interface Binding {
  readonly keys: readonly string[];
  readonly action: Action;
  /** As in the help. */
  readonly text: string;
  /** Only there; everywhere when absent. */
  readonly panes?: readonly Pane[];
  /** In the footer, with this word. */
  readonly short?: string;
}

export const BINDINGS: readonly Binding[] = [
  { keys: ['j', 'down'], action: 'down', text: 'Down', short: 'move' },
  { keys: ['k', 'up'], action: 'up', text: 'Up; pauses the log' },
  {
    keys: ['enter'],
    action: 'open',
    text: 'Only this service',
    panes: ['services'],
    short: 'open',
  },
  { keys: ['esc'], action: 'back', text: 'Back: filter, service' },
  { keys: ['r'], action: 'restart', text: 'Restart the service', short: 'restart' },
  { keys: ['s'], action: 'stop', text: 'Stop the service', short: 'stop' },
  { keys: ['S'], action: 'start', text: 'Start the service', short: 'start' },
  { keys: ['/'], action: 'filter', text: 'Filter the log by a text', short: 'filter' },
  { keys: ['F'], action: 'follow', text: 'Follow or pause the log', short: 'follow' },
  { keys: ['pageup', 'b'], action: 'pageUp', text: 'A page up' },
  { keys: ['pagedown', 'space', 'f'], action: 'pageDown', text: 'A page down' },
  { keys: ['ctrl-u'], action: 'halfUp', text: 'Half a page up' },
  { keys: ['ctrl-d'], action: 'halfDown', text: 'Half a page down' },
  { keys: ['g', 'home'], action: 'first', text: 'First row, oldest line' },
  { keys: ['G', 'end'], action: 'last', text: 'Last row, follow the log' },
  { keys: ['h', 'left'], action: 'left', text: 'Log text to the left', panes: ['logs'] },
  { keys: ['l', 'right'], action: 'right', text: 'Log text to the right', panes: ['logs'] },
  { keys: ['0'], action: 'home', text: 'Log text from its start', panes: ['logs'] },
  { keys: ['t'], action: 'timestamps', text: 'Times of log lines' },
  { keys: ['tab'], action: 'nextPane', text: 'Next pane', short: 'pane' },
  { keys: ['shift-tab'], action: 'previousPane', text: 'Previous pane' },
  { keys: ['1'], action: 'services', text: 'Services' },
  { keys: ['2'], action: 'logs', text: 'Logs' },
  { keys: ['3'], action: 'details', text: 'Details' },
  { keys: ['ctrl-r'], action: 'retry', text: 'Look for the engine now' },
  { keys: ['ctrl-l'], action: 'repaint', text: 'Draw the screen again' },
  { keys: ['?', 'f1'], action: 'help', text: 'This help', short: 'help' },
  { keys: ['q', 'ctrl-c'], action: 'quit', text: 'Quit; containers run on', short: 'quit' },
];

/** The action of a key in a pane. */
export function actionOf(key: string, pane: Pane): Action | undefined {
  return BINDINGS.find((binding) => binding.keys.includes(key) && isBoundIn(binding, pane))?.action;
}

export function isBoundIn(binding: Binding, pane: Pane): boolean {
  return binding.panes === undefined || binding.panes.includes(pane);
}
