/** Why a step is there, in words. */
import type { Place } from '../model/diagnostic.ts';
import { headOf } from '../plan/changes/file-order.ts';
import type { FieldChange, Reason } from '../plan/step.ts';
import { relativeTo, renderPosition } from './diagnostic-view.ts';
import { show } from './show.ts';
import type { Theme } from './theme.ts';

/** One line, without a final full stop; values are not told. */
export function reasonWords(reason: Reason, theme: Theme, base?: string): string {
  const at = 'at' in reason ? reason.at : undefined;
  return mainWords(reason, theme, base) + placeWords(at, theme, base);
}

function mainWords(reason: Reason, theme: Theme, base?: string): string {
  switch (reason.kind) {
    case 'missing':
      return 'does not exist yet';
    case 'configChanged':
      return changesWords(reason.changes, theme, base);
    case 'imageChanged':
      return imageWords(reason, theme);
    case 'networkDetached':
      return `is not on ${list('network', reason.networks)}`;
    case 'filesChanged':
      return `content of ${filesWords(reason, base)} changed`;
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

function filesWords({ files, paths }: ReasonOf<'filesChanged'>, base?: string): string {
  return files
    .map((name) => {
      const path = paths?.[name];
      return path === undefined ? show(name) : `${show(name)} (${show(relativeTo(path, base))})`;
    })
    .join(', ');
}

type ReasonOf<K extends Reason['kind']> = Extract<Reason, { kind: K }>;

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
    case 'networkRecreated':
      return `network "${show(reason.network)}" is replaced`;
    case 'volumeRecreated':
      return `volume "${show(reason.volume)}" is replaced`;
    case 'replacement':
      return `takes the place of ${show(reason.of)}`;
    case 'imageMissing':
      return 'the engine does not have it';
    case 'provided':
      return `program "${show(reason.type)}" provides it`;
    case 'imagePolicy':
      return `pull policy "${show(reason.policy)}"`;
  }
}

/** The same where the changes are told below, line by line: only which attributes they concern. */
export function headWords(reason: Reason, theme: Theme, base?: string): string {
  if (reason.kind !== 'configChanged' || reason.changes.length === 0)
    return reasonWords(reason, theme, base);
  const names = [...new Set(reason.changes.map(({ attribute }) => headOf(attribute)))];
  return `${sequence(names.map(show))} changed`;
}

function changesWords(changes: readonly FieldChange[], theme: Theme, base?: string): string {
  if (changes.length === 0) return 'configuration changed';
  const told = changes.map(({ attribute, at }) => show(attribute) + placeWords(at, theme, base));
  return `${sequence(told)} changed`;
}

const placeWords = (at: Place | undefined, theme: Theme, base?: string): string =>
  at === undefined ? '' : ` ${theme.dim(`(${renderPosition(at, base)})`)}`;

const MOST = 4;

function sequence(words: readonly string[]): string {
  const few =
    words.length > MOST ? [...words.slice(0, MOST - 1), `${words.length - MOST + 1} more`] : words;
  const last = few.at(-1) ?? '';
  return few.length < 2 ? last : `${few.slice(0, -1).join(', ')} and ${last}`;
}

function imageWords(reason: Extract<Reason, { kind: 'imageChanged' }>, theme: Theme): string {
  const name = reason.image === undefined ? '' : ` ${show(reason.image)}`;
  return `image${name} changed ${shortImage(reason.from)} ${theme.symbols.arrow} ${shortImage(reason.to)}`;
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
