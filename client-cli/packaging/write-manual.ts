import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMMANDS } from '../program/all-commands.ts';
import { manualPage } from '../program/manual-page.ts';
import { VERSION } from '../version.ts';

/** Writes the manual page that npm installs with the package, from the same source as the help. */
const folder = join(import.meta.dirname, '../dist/man');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'countersign.1'), manualPage(COMMANDS, VERSION));
