/** How well the first error of a broken file says where the mistake is and what to do. */
import { loadProject } from '../../src/load/load-project.ts';
import { isError } from '../../src/model/diagnostic.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Mistake } from './mistake.ts';
import { MISTAKES } from './mistakes.ts';

export interface Planted extends Mistake {
  readonly kind: string;
  /** Name of the file it was planted in. */
  readonly file: string;
}

export interface Finding {
  readonly planted: Planted;
  readonly first: Diagnostic | undefined;
  readonly isLineRight: boolean;
  /** Undefined when no suggestion could be expected. */
  readonly isHelpful: boolean | undefined;
}

/** Up to `most` mistakes of every kind, spread over the file. */
export function plantAll(file: string, text: string, most: number): readonly Planted[] {
  return Object.entries(MISTAKES).flatMap(([kind, plant]) =>
    spread(plant(text), most).map((mistake) => ({ ...mistake, kind, file })),
  );
}

/** A step that shares no factor with the variants of one place, so that all of them have their turn. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  const step = Math.max(1, Math.floor(items.length / most));
  return Array.from({ length: most }, (_, index) => index * step + (index % step)).flatMap(
    (place) => items[place] ?? [],
  );
}

export function judge(planted: Planted): Finding {
  const first = loadText(planted.text).find(isError);
  const line = first?.at?.line;
  return {
    planted,
    first,
    isLineRight: isNear(planted, line),
    isHelpful: planted.help && planted.help.test(`${first?.message ?? ''}\n${first?.hint ?? ''}`),
  };
}

export const isNear = ({ lines }: Mistake, line: number | undefined): boolean =>
  line !== undefined && lines.some((wanted) => Math.abs(wanted - line) <= 1);

/** Everything that is told about a file that stands alone. */
export function loadText(text: string): readonly Diagnostic[] {
  const [path, bytes] = ['/stack/compose.yaml', new TextEncoder().encode(text)];
  const { diagnostics } = loadProject({
    sources: {
      stat: (asked) =>
        asked === path
          ? { kind: 'file', size: bytes.length }
          : asked === '/stack'
            ? { kind: 'directory', size: 0 }
            : undefined,
      read: () => bytes,
    },
    cwd: '/stack',
    home: '/home/me',
    env: {},
    files: [],
    envFiles: [],
    profiles: ['*'],
    services: [],
  });
  return diagnostics;
}

export interface Score {
  readonly kind: string;
  readonly count: number;
  readonly rightLines: number;
  readonly expected: number;
  readonly helpful: number;
}

export function scoreOf(kind: string, findings: readonly Finding[]): Score {
  const expected = findings.filter(({ isHelpful }) => isHelpful !== undefined);
  return {
    kind,
    count: findings.length,
    rightLines: findings.filter(({ isLineRight }) => isLineRight).length,
    expected: expected.length,
    helpful: expected.filter(({ isHelpful }) => isHelpful).length,
  };
}
