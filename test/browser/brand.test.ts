import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';

import { judgeAccent } from '../../server/domain/accent.ts';
import type { HexColour } from '../../server/domain/colour.ts';
import { launchChromium } from '../support/chromium.ts';
import { startPageServer } from '../support/page-server.ts';

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40" height="10" fill="#7a1f6b"/></svg>';
const HOSTILE_LOGO = LOGO.replace('<rect', '<script>parent.document.title = document.title = "broken in"</script><rect');
/** Where the accent is seen: links on every ground, buttons, the code. */
const PAGES = ['review/different-network', 'review/sign-in-too-old', 'enter-code/unknown', 'home/signed-in', 'done/approved'];

describe('the pages in the colours and with the logo of whoever runs them', function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  for (const wish of ['#ff8800', '#ffff00', '#0000ff', '#000000', '#7a1f6b', '#d01040'] as const) {
    const verdict = judgeAccent(wish);
    const accent: HexColour = verdict.kind === 'good' ? wish : verdict.nearest;
    it(`gives axe nothing to find in both themes, with ${wish}${accent === wish ? '' : `, mended to ${accent}`}`, async () => {
      await using server = await startPageServer({ accent, logo: LOGO });
      const page = await browser.newPage();
      const findings: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const name of PAGES) {
          await page.goto(`${server.origin}/${name}`);
          const { violations } = await new AxeBuilder({ page })
            .withTags(['wcag2aa', 'wcag21aa', 'wcag22aa'])
            .setLegacyMode()
            .analyze();
          findings.push(
            ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${colorScheme} ${name}: ${id}: ${html}`)),
          );
        }
      }
      expect(findings).to.deep.equal([]);
      await page.close();
    });
  }

  it('shows the logo before the name, as a picture that needs no name of its own', async () => {
    await using server = await startPageServer({ logo: LOGO, productName: 'Acme Cloud' });
    const page = await browser.newPage();
    await page.goto(`${server.origin}/home/plain`);
    const logo = page.locator('header img');
    expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).to.be.above(0);
    expect(await logo.getAttribute('alt')).to.equal('');
    expect(await page.title()).to.include('Acme Cloud');
    await page.close();
  });

  it('lets no logo do anything, even one that came past the settings and is opened by itself', async () => {
    await using server = await startPageServer({ logo: HOSTILE_LOGO });
    const page = await browser.newPage();
    await page.goto(`${server.origin}/home/plain`);
    expect(await page.title()).not.to.include('broken in');
    const answer = await page.goto(`${server.origin}/assets/logo.svg`);
    expect(answer?.headers()['content-security-policy']).to.match(/^default-src 'none'.*; sandbox$/);
    expect(await page.title()).not.to.include('broken in');
    await page.close();
  });
});
