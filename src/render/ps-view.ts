/** Containers as `ps` shows them: Docker Compose's table and its JSON lines. */
import type { ObservedContainer, ObservedMount } from '../model/observed.ts';
import { humanDuration } from './human-duration.ts';
import { jsonLine } from './json-text.ts';
import { renderPorts, sortPorts } from './ports-view.ts';
import { shorten, show } from './show.ts';
import { renderTable } from './table.ts';

export interface PsOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whole ids, commands and mounts. */
  readonly whole?: boolean;
}

const HEADER = ['NAME', 'IMAGE', 'COMMAND', 'SERVICE', 'CREATED', 'STATUS', 'PORTS'];

/** The header alone when there is no container. */
export function renderPsTable(
  containers: readonly ObservedContainer[],
  options: PsOptions,
): string {
  const rows = containers.map((container) =>
    [
      container.name,
      imageText(container, options),
      commandText(container, options),
      container.service,
      ageText(container, options),
      container.status,
      renderPorts(container.ports),
    ].map(show),
  );
  return renderTable([HEADER, ...rows]);
}

/** One object a line, keys sorted; nothing when there is no container. */
export function renderPsJson(containers: readonly ObservedContainer[], options: PsOptions): string {
  return containers.map((container) => `${jsonLine(psRecord(container, options))}\n`).join('');
}

/** The object of the JSON form. */
export function psRecord(
  container: ObservedContainer,
  options: PsOptions,
): Readonly<Record<string, unknown>> {
  const { name, health, mounts } = container;
  return {
    Command: commandText(container, options),
    CreatedAt: createdText(container),
    ExitCode: container.exitCode ?? 0,
    Health: health === 'none' ? '' : health,
    ID: options.whole === true ? container.id : container.id.slice(0, SHORT_ID),
    Image: imageText(container, options),
    Labels: pairsText(container.labels),
    LocalVolumes: String(mounts.filter(({ type }) => type === 'volume').length),
    Mounts: mounts.map((mount) => mountText(mount, options)).join(','),
    Name: name,
    Names: name,
    Networks: Object.keys(container.endpoints).toSorted().join(','),
    Ports: renderPorts(container.ports),
    Project: container.project,
    Publishers: sortPorts(container.ports).map(({ ip, privatePort, publicPort, type }) => ({
      URL: ip ?? '',
      TargetPort: privatePort,
      PublishedPort: publicPort ?? 0,
      Protocol: type,
    })),
    RunningFor: ageText(container, options),
    Service: container.service,
    Size: '0B',
    State: container.state,
    Status: container.status,
  };
}

const SHORT_ID = 12;
const SHORT_COMMAND = 20;
const SHORT_MOUNT = 15;
const DIGEST = /@sha256:[0-9a-f]+$/;

/** As written; a bare id (the tag has moved on) is cut like an id. */
function imageText({ image, imageId }: ObservedContainer, { whole }: PsOptions): string {
  if (image === '') return '<no image>';
  if (whole === true) return image;
  const id = withoutAlgorithm(imageId).slice(0, SHORT_ID);
  return withoutAlgorithm(image).slice(0, SHORT_ID) === id
    ? id
    : image.replace(/^docker\.io\/(?:library\/)?/, '').replace(DIGEST, '');
}

const withoutAlgorithm = (id: string): string => id.replace(/^sha256:/, '');

function commandText({ command }: ObservedContainer, { whole }: PsOptions): string {
  return quote(whole === true ? command : shorten(command, SHORT_COMMAND));
}

const quote = (text: string): string =>
  `"${show(text.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;

const mountText = ({ name, source }: ObservedMount, { whole }: PsOptions): string =>
  whole === true ? name || source : shorten(name || source, SHORT_MOUNT);

const ageText = ({ createdAt }: ObservedContainer, { now }: PsOptions): string =>
  `${humanDuration(now / 1000 - createdAt)} ago`;

/** `2026-11-20 21:23:09 +0000 UTC` */
function createdText({ createdAt }: ObservedContainer): string {
  const iso = new Date(createdAt * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} +0000 UTC`;
}

/** Sorted, so that two runs agree. */
const pairsText = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join(',');
