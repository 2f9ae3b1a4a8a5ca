/** Short form of a service's volume: `[source:]target[:option,option…]`. */
import type { Mount } from './service.ts';

export type ParsedMount = { readonly mount: Mount } | { readonly error: string };

/**
 * A source that looks like a path is a bind mount, another one a named volume, none an anonymous volume.
 * Paths stay as written. A single letter before a colon is a Windows drive; unknown options mean nothing.
 */
export function parseMount(text: string): ParsedMount {
  if (text === '') return { error: 'expected a path in the container, not an empty text' };
  if (text.length <= 2) return { mount: { type: 'volume', target: text } };
  const sections = splitSections(text);
  if (sections.includes('')) return { error: 'expected text between the colons' };
  if (sections.length > 3) {
    return { error: 'expected at most source, target and options, but there are more colons' };
  }
  const [first = '', second, options = ''] = sections;
  if (second === undefined) return { mount: { type: 'volume', target: first, volume: {} } };
  return { mount: withSource(first, second, options.split(',')) };
}

/** Whether a short form's source names a file on the host and not a volume. */
export function isHostPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith('\\\\') || /^\p{L}:/u.test(source);
}

function splitSections(text: string): readonly string[] {
  const sections: string[] = [];
  let section = '';
  let depth = 0;
  for (const character of text) {
    if (character === '{' && section.endsWith('$')) depth += 1;
    else if (character === '}' && depth > 0) depth -= 1;
    if (character === ':' && depth === 0 && !/^\p{L}$/u.test(section)) {
      sections.push(section);
      section = '';
    } else {
      section += character;
    }
  }
  return [...sections, section];
}

const PROPAGATIONS = new Set(['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave']);

function withSource(source: string, target: string, options: readonly string[]): Mount {
  const access = options.findLast((option) => option === 'ro' || option === 'rw');
  const propagation = options.findLast((option) => PROPAGATIONS.has(option));
  const selinux = options.findLast((option) => option === 'z' || option === 'Z');
  const volume = options.includes('nocopy') ? { nocopy: true } : {};
  const bind = {
    ...(selinux === undefined ? {} : { selinux }),
    ...(propagation === undefined ? {} : { propagation }),
  };
  const common = { source, target, ...(access === 'ro' ? { read_only: true } : {}) };
  if (isHostPath(source)) {
    const hasVolume = Object.keys(volume).length > 0;
    return {
      type: 'bind',
      ...common,
      bind: { ...bind, create_host_path: true },
      ...(hasVolume ? { volume } : {}),
    };
  }
  const hasBind = Object.keys(bind).length > 0;
  return { type: 'volume', ...common, ...(hasBind ? { bind } : {}), volume };
}
