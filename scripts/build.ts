/** Builds `dist/`: the entry and the program, the library with its declarations, the licences of what is bundled. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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
