/** Builds `dist/`: the program in lazy chunks, the library with its declarations, the licences of what is bundled. */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './build/bundle.ts';
import { writeDeclarations } from './build/declarations.ts';
import { thirdPartyNotices } from './build/third-party.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};

rmSync(dist, { recursive: true, force: true });
const modules = await bundle(root, manifest.version);
writeFileSync(join(dist, 'THIRD-PARTY.md'), thirdPartyNotices(modules));
writeDeclarations(root);
writeEntry();

/** The entry is shipped as written: it must be understood by any Node, to say which one is needed. */
function writeEntry(): void {
  const entry = join(dist, 'flotilla.mjs');
  writeFileSync(entry, readFileSync(join(root, 'src/bin.mjs')));
  chmodSync(entry, 0o755);
}
