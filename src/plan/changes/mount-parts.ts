import { mountedFile } from './file-parts.ts';
import { bytesText } from './units.ts';
import { type Fields, fieldsOf, rowsOf, textOf, textsOf } from './fields.ts';
import type { Reader, Side } from './part.ts';

/** `tmpfs` by target. */
export const TMPFS: Reader = {
  kind: 'map',
  read: (side) => {
    const written = (side.wanted.tmpfs ?? []).map((entry) => entry.split(':')[0]);
    return Object.entries(fieldsOf(side.host['Tmpfs'])).map(([target, options]) => ({
      key: target,
      text: textOf(options),
      path: [Math.max(0, written.indexOf(target))],
    }));
  },
};

/** `volumes` by target, from both places that a request may name mounts in; those of secrets are told elsewhere. */
export const VOLUMES: Reader = {
  kind: 'map',
  read: (side) => {
    const { host, names, wanted } = side;
    const targets = (wanted.volumes ?? []).map(({ target }) => target);
    const mounts = [
      ...textsOf(host['Binds']).flatMap((text) => parseBind(text) ?? []),
      ...rowsOf(host['Mounts'])
        .filter((row) => mountedFile(row, side) === undefined)
        .map(parseMount),
    ];
    return mounts
      .filter(({ target, source, type }) => {
        // carried over from a predecessor: the image's own as often as the file's
        const isInherited =
          type === 'volume' && ANONYMOUS.test(source) && !targets.includes(target);
        return !isInherited && !target.startsWith('/run/secrets/');
      })
      .map((mount) => ({
        key: mount.target,
        text: mountText({ ...mount, source: sourceText(mount.type, mount.source, names) }),
        path: [targets.indexOf(mount.target)],
      }));
  },
};

const recursion = (mode: string | undefined): string =>
  mode === undefined ? '' : `recursive ${mode}`;

const ANONYMOUS = /^[0-9a-f]{64}$/;
const BIND = /^(.+?):(\/[^:]*)(?::([\w,]*))?$/;

interface RequestedMount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly options: readonly string[];
}

function parseBind(text: string): RequestedMount | undefined {
  const [, source = '', target = '', options = ''] = BIND.exec(text) ?? [];
  if (target === '') return undefined;
  return {
    type: /^(?:\/|[A-Za-z]:|\\)/.test(source) ? 'bind' : 'volume',
    source,
    target,
    options: options.split(',').filter((option) => option !== 'rw'),
  };
}

function parseMount(row: Fields): RequestedMount {
  const [bind, volume, tmpfs, image] = [
    fieldsOf(row['BindOptions']),
    fieldsOf(row['VolumeOptions']),
    fieldsOf(row['TmpfsOptions']),
    fieldsOf(row['ImageOptions']),
  ];
  const type = textOf(row['Type']);
  return {
    type,
    source: textOf(row['Source']),
    target: textOf(row['Target']),
    options: [
      row['ReadOnly'] === true ? 'ro' : '',
      textOf(bind['Propagation']),
      type === 'bind' && bind['CreateMountpoint'] !== true ? 'source must exist' : '',
      recursion(engineRecursion(bind)),
      volume['NoCopy'] === true ? 'nocopy' : '',
      prefixed('subpath', textOf(volume['Subpath']) || textOf(image['Subpath'])),
      bytesText(tmpfs['SizeBytes']),
    ],
  };
}

function engineRecursion(bind: Fields): string | undefined {
  if (bind['NonRecursive'] === true) return 'disabled';
  if (bind['ReadOnlyNonRecursive'] === true) return 'writable';
  return bind['ReadOnlyForceRecursive'] === true ? 'readonly' : undefined;
}

const prefixed = (word: string, text: string | undefined): string =>
  text === undefined || text === '' ? '' : `${word} ${text}`;

function sourceText(type: string, source: string, names: Side['names']): string {
  if (type === 'bind') return names.path(source);
  if (type !== 'volume') return [type, source].filter((word) => word !== '').join(' ');
  return source === '' || ANONYMOUS.test(source) ? 'anonymous volume' : names.volume(source);
}

function mountText({ source, options }: Omit<RequestedMount, 'target'>): string {
  const told = options.filter((option) => option !== '');
  return told.length === 0 ? source : `${source} (${told.join(', ')})`;
}
