/** `secrets` and `configs` of a service, as far as mounts tell of them; what is copied into a container leaves no trace. */
import type { FileReference, Service } from '../../model/service.ts';
import { targetOf } from '../request/file-mounts.ts';
import { type Fields, fieldsOf, rowsOf, textOf } from './fields.ts';
import type { Reader, Side } from './part.ts';

type Kind = 'secret' | 'config';

/** By key: where it is mounted. */
export const SECRETS: Reader = mountedFiles('secret');
export const CONFIGS: Reader = mountedFiles('config');

function mountedFiles(kind: Kind): Reader {
  return {
    kind: 'map',
    mayHide: true,
    read: (side) => {
      const found = rowsOf(side.host['Mounts']).flatMap((row) => {
        const file = mountedFile(row, side);
        return file?.kind === kind ? [{ ...file, target: textOf(row['Target']) }] : [];
      });
      return [...Map.groupBy(found, ({ key }) => key)].map(([key, files]) => ({
        key,
        text: files.map(({ target }) => target).join(', '),
        path: [
          Math.max(
            0,
            (side.wanted[`${kind}s`] ?? []).findIndex((each) => each.source === key),
          ),
        ],
      }));
    },
  };
}

/** The secret or config that a mount is; undefined for a volume. */
export function mountedFile(
  row: Fields,
  { wanted, names }: Pick<Side, 'wanted' | 'names'>,
): { readonly kind: Kind; readonly key: string } | undefined {
  if (row['Type'] !== 'bind' || row['ReadOnly'] !== true || isVolume(row, wanted)) return undefined;
  const target = textOf(row['Target']);
  const source = textOf(row['Source']);
  for (const kind of ['secret', 'config'] as const) {
    const reference = wanted[`${kind}s`]?.find((each) => targetOf(kind, each) === target);
    const key = names.file(kind, source) ?? reference?.source ?? keyIn(kind, target);
    if (key !== undefined) return { kind, key };
  }
  return undefined;
}

/** Most volumes are asked for in another place, or with options. */
const isVolume = (row: Fields, { volumes = [] }: Service): boolean =>
  fieldsOf(row['BindOptions'])['CreateMountpoint'] === true ||
  volumes.some(({ target, bind }) => target === row['Target'] && bind?.create_host_path !== true);

const BASE = '/run/secrets/';

/** What no file declares any more. */
const keyIn = (kind: Kind, target: string): string | undefined =>
  kind === 'secret' && target.startsWith(BASE) ? target.slice(BASE.length) : undefined;

/** All that the file says of where a secret or config goes: `/run/key (mode 0400)`. */
export function referencesText(kind: Kind, references: readonly FileReference[]): string {
  return references
    .map((reference) => {
      const { uid = '', gid = '', mode = '' } = reference;
      const options = Object.entries({ uid, gid, mode }).flatMap(([name, value]) =>
        value === '' ? [] : [`${name} ${value}`],
      );
      const target = targetOf(kind, reference);
      return options.length === 0 ? target : `${target} (${options.join(', ')})`;
    })
    .join(', ');
}
