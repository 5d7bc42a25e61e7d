/**
 * Takes a picture of every state of every page, in light and dark and at three widths, into test/artifacts/pages/.
 *
 *   node scripts/look-at-pages.ts            all of them
 *   node scripts/look-at-pages.ts review/    only those whose name begins so
 */
import { mkdirSync } from 'node:fs';

import { launchChromium } from '../test/support/chromium.ts';
import { startPageServer } from '../test/support/page-server.ts';
import { pageStates } from '../test/support/page-states.ts';

const FOLDER = new URL('../test/artifacts/pages/', import.meta.url).pathname;
const WIDTHS = [320, 390, 1280];
const THEMES = ['light', 'dark'] as const;

const wanted = process.argv[2] ?? '';
const names = [...pageStates.keys()].filter((name) => name.startsWith(wanted));

mkdirSync(FOLDER, { recursive: true });
await using pages = await startPageServer();
await using browser = await launchChromium();

for (const colorScheme of THEMES) {
  for (const width of WIDTHS) {
    await using context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    for (const name of names) {
      await page.goto(`${pages.origin}/${name}`);
      await page.screenshot({ path: `${FOLDER}${name.replace('/', '-')}.${colorScheme}.${width}.png`, fullPage: true });
    }
  }
}
console.log(`${names.length * THEMES.length * WIDTHS.length} pictures of ${names.length} page states are in ${FOLDER}`);
