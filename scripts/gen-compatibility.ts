/** Writes the table of docs/compatibility.md. Run it after every change of a command’s declaration. */
import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENT, withFreshTable } from './build/compatibility-table.ts';

writeFileSync(DOCUMENT, await withFreshTable(readFileSync(DOCUMENT, 'utf8')));
