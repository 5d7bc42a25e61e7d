/**
 * Takes a picture of every state of every page, in light and dark and at three widths, into test/artifacts/pages/.
 *
 *   node scripts/look-at-pages.ts            all of them
 *   node scripts/look-at-pages.ts review/    only those whose name begins so
 *   node scripts/look-at-pages.ts --docs     the pictures in docs/images/ instead
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';

import { launchChromium } from '../test/support/chromium.ts';
import { startPageServer } from '../test/support/page-server.ts';
import { pageStates } from '../test/support/page-states.ts';

const PICTURES = join(import.meta.dirname, '../test/artifacts/pages');
const DOCS = join(import.meta.dirname, '../docs/images');
const WIDTHS = [320, 390, 1280];
const THEMES = ['light', 'dark'] as const;

await using pages = await startPageServer();
await using browser = await launchChromium();

const argument = process.argv[2] ?? '';
console.log(argument === '--docs' ? await picturesForDocs(browser) : await picturesOfStates(browser, argument));

async function picturesOfStates(browser: Browser, prefix: string): Promise<string> {
  const names = [...pageStates.keys()].filter((name) => name.startsWith(prefix));
  mkdirSync(PICTURES, { recursive: true });
  for (const colorScheme of THEMES) {
    for (const width of WIDTHS) {
      await using context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      const page = await context.newPage();
      for (const name of names) {
        await page.goto(`${pages.origin}/${name}`);
        await page.screenshot({ path: join(PICTURES, `${name.replace('/', '-')}.${colorScheme}.${width}.png`), fullPage: true });
      }
    }
  }
  return `${names.length * THEMES.length * WIDTHS.length} pictures of ${names.length} page states are in ${PICTURES}`;
}

async function picturesForDocs(browser: Browser): Promise<string> {
  mkdirSync(DOCS, { recursive: true });
  await using context = await browser.newContext({ viewport: { width: 1024, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${pages.origin}/review/different-network`);
  const end = await page.locator('footer').evaluate((footer) => Math.floor(footer.getBoundingClientRect().top));
  await page.screenshot({ path: join(DOCS, 'review.png'), fullPage: true, clip: { x: 0, y: 0, width: 1024, height: end - 24 } });
  await page.setViewportSize({ width: 720, height: 600 });
  await page.goto(`${pages.origin}/enter-code/prefilled`);
  await page.screenshot({ path: join(DOCS, 'enter-code.png'), fullPage: true });
  return `2 pictures are in ${DOCS}`;
}
