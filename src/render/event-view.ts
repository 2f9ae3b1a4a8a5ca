/** Events of a project's containers, a line each. */
import { jsonLine } from './json-text.ts';
import { show } from './show.ts';

export interface ShownEvent {
  readonly action: string;
  readonly id: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970, exact, as text. */
  readonly timeNano: string;
}

/** `2026-11-21 14:39:15.742313 container start <id> (image=busybox, name=shop-web-1)`, in local time. */
export function renderEvent(event: ShownEvent): string {
  const attributes = Object.entries(event.attributes)
    .map(([key, value]) => `${key}=${value}`)
    .toSorted();
  const words = [localTime(event.timeNano), 'container', event.action, event.id];
  return `${show(`${words.join(' ')} (${attributes.join(', ')})`)}\n`;
}

/** One object a line, keys sorted. */
export function renderEventJson(event: ShownEvent): string {
  const { action, id, service, timeNano } = event;
  const attributes = Object.fromEntries(
    Object.entries(event.attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const time = `${utcSeconds(timeNano)}${fraction(timeNano)}Z`;
  return `${jsonLine({ action, attributes, id, service, time, type: 'container' })}\n`;
}

const NANO_DIGITS = 9;
const secondsOf = (timeNano: string): number => Number(timeNano.slice(0, -NANO_DIGITS));
const nanosOf = (timeNano: string): string =>
  timeNano.slice(-NANO_DIGITS).padStart(NANO_DIGITS, '0');

const utcSeconds = (timeNano: string): string =>
  new Date(secondsOf(timeNano) * 1000).toISOString().slice(0, 'YYYY-MM-DDThh:mm:ss'.length);

/** Without zeros at its end. */
function fraction(timeNano: string): string {
  const digits = nanosOf(timeNano).replace(/0+$/, '');
  return digits === '' ? '' : `.${digits}`;
}

function localTime(timeNano: string): string {
  const date = new Date(secondsOf(timeNano) * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time}.${nanosOf(timeNano).slice(0, 6)}`;
}
