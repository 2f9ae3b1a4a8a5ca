import type { Command, Flags } from '../cli/command.ts';
import type { EngineEvent, EventFilter } from '../engine/engine.ts';
import { parseMoment } from '../engine/log-time.ts';
import { makePatient } from '../engine/patient-engine.ts';
import { containersOf, LABEL } from '../model/labels.ts';
import { renderEvent, renderEventJson, type ShownEvent } from '../render/event-view.ts';
import { UserError } from './context.ts';
import type { Context } from './context.ts';
import { patienceOf } from './patience.ts';
import { checkServices } from './service-names.ts';

const flags = {
  json: { kind: 'boolean', text: 'One JSON object a line' },
  since: { kind: 'string', value: 'TIME', text: 'Begin then: 10m, a date, unix seconds' },
  until: { kind: 'string', value: 'TIME', text: 'End then' },
} as const satisfies Flags;

/** Of the project's containers, one-offs left out; goes on until it is interrupted or `--until` is reached. */
export const command: Command<Context, typeof flags> = {
  name: 'events',
  summary: 'Show what happens to containers',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags,
  async run({ flags: given, args }, context) {
    const now = context.host.clock.now();
    const range = { ...moment('since', given.since, now), ...moment('until', given.until, now) };
    const { name, loaded } = await context.loadOrName();
    checkServices(args, loaded?.project);
    const closed = new AbortController();
    const forget = context.host.stdout.onClose?.(() => closed.abort());
    const signal = AbortSignal.any([context.signal, closed.signal]);
    const filter = { labels: containersOf(name), types: ['container'], ...range, signal };
    try {
      await showEvents(context, filter, {
        services: args,
        render: given.json === true ? renderEventJson : renderEvent,
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      forget?.();
    }
    return 0;
  },
};

function moment(
  name: 'since' | 'until',
  text: string | undefined,
  now: number,
): Pick<EventFilter, 'since' | 'until'> {
  if (text === undefined || text === '') return {};
  const time = parseMoment(text, now);
  if (time !== undefined) return { [name]: time };
  throw new UserError(
    `invalid value for "${name}": failed to parse value as time or duration: ${JSON.stringify(text)}`,
  );
}

interface EventView {
  /** Empty: all. */
  readonly services: readonly string[];
  readonly render: (event: ShownEvent) => string;
}

async function showEvents(
  context: Context,
  filter: EventFilter,
  { services, render }: EventView,
): Promise<void> {
  const engine = makePatient(await context.engine(), patienceOf(context));
  const feed = await engine.events(filter);
  for await (const event of feed) {
    const service = event.attributes[LABEL.service] ?? '';
    const isOneOff = event.attributes[LABEL.oneoff]?.toLowerCase() === 'true';
    if (isOneOff || (services.length > 0 && !services.includes(service))) continue;
    await context.host.stdout.write(render(shownEvent(event, service)));
  }
}

/** Labels of compose tools say nothing about the event. */
const TOOL_LABEL = /^(?:com\.docker\.compose|dev\.flotilla)\./;

function shownEvent(event: EngineEvent, service: string): ShownEvent {
  const { action, detail, id, timeNano } = event;
  const attributes = Object.fromEntries(
    Object.entries(event.attributes).filter(([key]) => !TOOL_LABEL.test(key)),
  );
  const whole = detail === undefined ? action : `${action}: ${detail}`;
  return { action: whole, id, service, attributes, timeNano };
}
