/** Images of a project's containers: Docker Compose's table and its JSON array. */
import { decimalSize } from './human-size.ts';
import { humanDuration } from './human-duration.ts';
import { jsonLine } from './json-text.ts';
import { show } from './show.ts';
import { renderTable } from './table.ts';

export interface ContainerImage {
  readonly container: string;
  readonly repository: string;
  readonly tag: string;
  readonly id: string;
  readonly platform: string;
  /** Bytes. */
  readonly size: number;
  /** RFC 3339; absent when the engine does not know. */
  readonly lastTagTime?: string;
}

const HEADER = ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'];
const MIN_WIDTH = 20;
const SHORT_ID = 12;
const NO_TIME = '0001-01-01T00:00:00Z';

/** The header alone when there is no image. `now` is in milliseconds since 1970. */
export function renderImagesTable(images: readonly ContainerImage[], now: number): string {
  const rows = images.map((image) =>
    [
      image.container,
      image.repository,
      image.tag,
      image.platform,
      bareId(image).slice(0, SHORT_ID),
      decimalSize(image.size),
      ageText(image, now),
    ].map(show),
  );
  return renderTable([HEADER, ...rows], { minWidth: MIN_WIDTH });
}

function ageText({ lastTagTime }: ContainerImage, now: number): string {
  if (lastTagTime === undefined) return 'N/A';
  return `${humanDuration((now - Date.parse(lastTagTime)) / 1000)} ago`;
}

/** One array on one line. */
export function renderImagesJson(images: readonly ContainerImage[]): string {
  const records = images.map((image) => ({
    ID: image.id,
    ContainerName: image.container,
    Repository: image.repository,
    Tag: image.tag,
    Platform: image.platform,
    Size: image.size,
    LastTagTime: image.lastTagTime ?? NO_TIME,
  }));
  return `${jsonLine(records)}\n`;
}

/** Each id once, without its algorithm. */
export const renderImageIds = (images: readonly ContainerImage[]): string =>
  [...new Set(images.map(bareId))].map((id) => `${id}\n`).join('');

const bareId = ({ id }: ContainerImage): string => id.replace(/^sha256:/, '');
