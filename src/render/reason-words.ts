/** Why a step is there, in words. */
import type { FieldChange, Reason } from '../plan/step.ts';
import { renderPosition } from './diagnostic-view.ts';
import { looksSecret } from './mask.ts';
import { shorten, show } from './show.ts';
import type { Theme } from './theme.ts';

/** One line, without a final full stop; values of secrets and of the environment are not told. */
export function reasonWords(reason: Reason, theme: Theme, base?: string): string {
  switch (reason.kind) {
    case 'missing':
      return 'does not exist yet';
    case 'configChanged':
      return changesWords(reason.changes, theme, base);
    case 'imageChanged':
      return `image changed ${shortImage(reason.from)} ${theme.symbols.arrow} ${shortImage(reason.to)}`;
    case 'networkDetached':
      return `is not on ${list('network', reason.networks)}`;
    case 'filesChanged':
      return `content of ${reason.files.join(', ')} changed`;
    case 'volumeNotMounted':
      return `does not mount ${list('volume', reason.volumes)}`;
    case 'notRunning':
      return `is not running (${reason.state})`;
    case 'requested':
      return `asked for by ${show(reason.by)}`;
    default:
      return causeWords(reason);
  }
}

type Told =
  | 'missing'
  | 'configChanged'
  | 'imageChanged'
  | 'networkDetached'
  | 'filesChanged'
  | 'volumeNotMounted';
type Cause = Exclude<Reason, { kind: Told | 'notRunning' | 'requested' }>;

function causeWords(reason: Cause): string {
  switch (reason.kind) {
    case 'surplusReplica':
      return `more than the ${count(reason.wanted, 'replica')} wanted`;
    case 'orphan':
      return 'no service of this project declares it';
    case 'leftover':
      return `left over from an interrupted run (${show(reason.what)})`;
    case 'dependency':
      return dependencyWords(reason.service, reason.condition);
    case 'dependencyRecreated':
      return `service "${show(reason.service)}", which it depends on, is replaced`;
    case 'replacement':
      return `takes the place of ${show(reason.of)}`;
    case 'imageMissing':
      return 'the engine does not have it';
    case 'imagePolicy':
      return `pull policy "${show(reason.policy)}"`;
  }
}

/** Whether values of this attribute may be told. */
export const mayTellValue = (attribute: string): boolean =>
  !looksSecret(attribute) && !/^(?:environment|secrets|configs|env_file)\b/.test(attribute);

function changesWords(changes: readonly FieldChange[], theme: Theme, base?: string): string {
  if (changes.length === 0) return 'configuration changed';
  return changes.map((change) => changeWords(change, theme, base)).join('; ');
}

const LONGEST_VALUE = 60;

function changeWords(change: FieldChange, theme: Theme, base?: string): string {
  const { attribute, from, to, at } = change;
  const place = at === undefined ? '' : ` ${theme.dim(`(${renderPosition(at, base)})`)}`;
  return `${show(attribute)} ${valueWords({ attribute, from, to }, theme)}${place}`;
}

interface Values {
  readonly attribute: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

function valueWords({ attribute, from, to }: Values, theme: Theme): string {
  if (from === undefined && to === undefined) return 'changed';
  if (!mayTellValue(attribute)) return 'changed (hidden)';
  const text = (value: string): string =>
    shorten(show(value), LONGEST_VALUE, theme.symbols.ellipsis);
  if (from === undefined) return `set to ${text(to ?? '')}`;
  if (to === undefined) return `no longer ${text(from)}`;
  return `${text(from)} ${theme.symbols.arrow} ${text(to)}`;
}

const CONDITIONS: Readonly<Record<string, string>> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'finished successfully',
};

function dependencyWords(service: string, condition: string | undefined): string {
  const state = condition === undefined ? undefined : (CONDITIONS[condition] ?? condition);
  const wish = state === undefined ? '' : `, which must be ${show(state)} first`;
  return `needed by service "${show(service)}"${wish}`;
}

const shortImage = (text: string): string =>
  show(text.startsWith('sha256:') ? text.slice(7, 19) : text);

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

const list = (word: string, names: readonly string[]): string =>
  `${word}${names.length === 1 ? '' : 's'} ${names.map((name) => `"${show(name)}"`).join(', ')}`;
