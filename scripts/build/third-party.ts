/** The notice that the licences of bundled packages ask for. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly texts: readonly string[];
}

/** One section for every package that a file in the bundle came from; throws when a package names no licence. */
export function thirdPartyNotices(files: readonly string[]): string {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const packages = [...folders]
    .map(readPackage)
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
  const sections = packages.map((entry) =>
    [
      `## ${entry.name} ${entry.version}`,
      `Licence: ${entry.license}`,
      ...entry.texts.map((text) => `\`\`\`\`text\n${text.trim()}\n\`\`\`\``),
    ].join('\n\n'),
  );
  return `${['# Software in this package by others', ...sections].join('\n\n')}\n`;
}

function packageFolder(file: string): string | undefined {
  const match = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file);
  return match?.[1];
}

function readPackage(folder: string): Package {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  if (manifest.license === undefined) throw new Error(`"${manifest.name}" names no licence`);
  const texts = readdirSync(folder)
    .filter((name) => /^(?:licen[cs]e|notice|copying)/i.test(name))
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path) && dirname(path) === folder)
    .map((path) => readFileSync(path, 'utf8'));
  return { name: manifest.name, version: manifest.version, license: manifest.license, texts };
}
