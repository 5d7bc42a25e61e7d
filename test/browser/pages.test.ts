import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { LANGUAGES } from '../../server/domain/language.ts';
import { launchChromium } from '../support/chromium.ts';
import { complaintsAbout } from '../support/complaints.ts';
import { startPageServer } from '../support/page-server.ts';
import type { PageServer } from '../support/page-server.ts';
import { hostile, pageStates } from '../support/page-states.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WEIGHT_LIMIT = 30_000; // bytes of page and stylesheet together
const WEIGHT_OF_HELP = 48_000; // of the one page that is all text, and that nobody has to open
const SMALLEST_TARGET = 44; // CSS pixels (WCAG 2.2, 2.5.5)

const names = [...pageStates.keys()];
const hostileNames = names.filter((name) => name.endsWith('/hostile'));

describe('The hosted pages (RFC 8628, section 3.3; WCAG 2.2 AA)', function () {
  this.timeout(120_000);
  let server: PageServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  before(async () => {
    server = await startPageServer();
    browser = await launchChromium();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
  });

  after(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
  });

  const open = (name: string) => page.goto(`${server.origin}/${name}`);

  it('has a state here for every template there is', () => {
    const templates = readdirSync(join(import.meta.dirname, '../../views')).filter((name) => name.endsWith('.ejs'));
    const shown = new Set([...pageStates.values()].map((model) => `${model.page}.ejs`));
    expect([...shown].sort()).to.deep.equal(templates.sort());
  });

  const themes = [
    { colorScheme: 'light', what: 'anything', tags: RULES },
    { colorScheme: 'dark', what: 'colours, which are all that differs', tags: ['cat.color'] },
  ] as const;
  for (const { colorScheme, what, tags } of themes) {
    it(`gives axe nothing to find in the ${colorScheme} theme: ${what}`, async () => {
      await page.emulateMedia({ colorScheme });
      const findings: string[] = [];
      for (const name of names) {
        await open(name);
        const { violations, passes } = await new AxeBuilder({ page })
          .withTags([...tags])
          .setLegacyMode()
          .analyze(); // legacy: there are no frames
        expect(passes, name).not.to.be.empty;
        findings.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${name}: ${id}: ${html}`)));
      }
      expect(findings).to.deep.equal([]);
    });
  }

  for (const locale of LANGUAGES) {
    it(`never scrolls sideways at 320 px, which is 1280 px at 400 % zoom, in the language "${locale}"`, async () => {
      await using narrow = await browser.newContext({ viewport: { width: 320, height: 640 }, locale });
      const narrowPage = await narrow.newPage();
      for (const name of names) {
        await narrowPage.goto(`${server.origin}/${name}`);
        expect(await narrowPage.getAttribute('html', 'lang'), name).to.equal(locale);
        const reach = await narrowPage.evaluate(() =>
          Math.max(
            ...Array.from(document.querySelectorAll('body, body *:not(.unseen)'), (each) => each.getBoundingClientRect().right),
          ),
        );
        expect(Math.floor(reach), name).to.be.at.most(320);
        expect(await narrowPage.evaluate(() => document.documentElement.scrollWidth), name).to.equal(320);
      }
    });
  }

  it(`gives fingers at least ${SMALLEST_TARGET} px`, async () => {
    await using narrow = await browser.newContext({ viewport: { width: 320, height: 640 }, hasTouch: true });
    const narrowPage = await narrow.newPage();
    for (const name of names) {
      await narrowPage.goto(`${server.origin}/${name}`);
      const small = await narrowPage.evaluate(
        (limit) =>
          Array.from(document.querySelectorAll('a:not(.skip), button, input:not([type=hidden])'))
            .filter((each) => each.getBoundingClientRect().height < limit || each.getBoundingClientRect().width < limit)
            .map((each) => each.outerHTML),
        SMALLEST_TARGET,
      );
      expect(small, name).to.deep.equal([]);
    }
  });

  it('weighs less than 30 kB with its stylesheet, asks nobody else for anything, and breaks no content security policy', async () => {
    await using fresh = await browser.newContext();
    const freshPage = await fresh.newPage();
    const elsewhere: string[] = [];
    const complaints = complaintsAbout(freshPage);
    freshPage.on('request', (request) => {
      if (!request.url().startsWith(`${server.origin}/`) && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    const css = await fetch(`${server.origin}/assets/countersign.css`).then((answer) => answer.arrayBuffer());
    for (const name of names.filter((each) => !hostileNames.includes(each))) {
      const answer = await freshPage.goto(`${server.origin}/${name}`);
      const limit = name.startsWith('troubleshooting/') ? WEIGHT_OF_HELP : WEIGHT_LIMIT;
      expect((await answer!.body()).byteLength + css.byteLength, name).to.be.below(limit);
    }
    expect(elsewhere).to.deep.equal([]);
    expect(complaints).to.deep.equal([]);
  });

  it('has no script, no inline style and no event handler on any page', async () => {
    for (const name of names) {
      await open(name);
      const active = await page.evaluate(() =>
        Array.from(document.querySelectorAll('*'))
          .filter(
            (each) => each.tagName === 'SCRIPT' || each.getAttributeNames().some((attribute) => /^(on|style$)/.test(attribute)),
          )
          .map((each) => each.outerHTML),
      );
      expect(active, name).to.deep.equal([]);
    }
  });

  it('shows hostile values as the text they are', async () => {
    expect(hostileNames).to.have.length.above(3);
    for (const name of hostileNames) {
      await open(name);
      const shown = await page.evaluate(() => {
        const field = document.querySelector<HTMLInputElement>('input[name=user_code]');
        return `${document.body.innerText} ${field?.value ?? ''}`;
      });
      expect(shown, name).to.include(hostile.markup);
      expect(await page.content(), name).not.to.match(/[\u202A-\u202E\u2066-\u2069]/u);
    }
  });

  it('explains every message in its place: the link beside a problem leads to something', async () => {
    await open('troubleshooting/plain');
    const anchors = new Set(await page.evaluate(() => Array.from(document.querySelectorAll('[id]'), ({ id }) => id)));
    let links = 0;
    for (const name of names) {
      await open(name);
      const hrefs = await page.evaluate(() =>
        Array.from(document.querySelectorAll('a[href*="#"]:not(.skip)'), (link) => link.getAttribute('href') ?? ''),
      );
      for (const href of hrefs) expect(anchors, `${name}: ${href}`).to.include(href.slice(href.indexOf('#') + 1));
      links += hrefs.length;
    }
    expect(links).to.be.above(40);
  });

  describe('entering a code', () => {
    it('does not submit a code that was filled in, nor put the focus on the button that would', async () => {
      await open('enter-code/prefilled');
      await page.waitForTimeout(200); // longer than autofocus takes
      expect(page.url()).to.equal(`${server.origin}/enter-code/prefilled`);
      expect(await page.evaluate(() => document.activeElement?.tagName)).to.equal('BODY');
    });

    it('says what is wrong beside the field, announces it, and puts the focus there', async () => {
      const withProblem = [...pageStates].filter(([, model]) => model.page === 'enter-code' && model.problem !== undefined);
      for (const [name] of withProblem) {
        await open(name);
        await page.waitForFunction(() => document.activeElement !== document.body);
        const said = await page.evaluate(() => {
          const field = document.activeElement;
          const ids = field?.getAttribute('aria-describedby')?.split(' ') ?? [];
          return {
            name: field?.getAttribute('name'),
            roles: ids.map((id) => document.getElementById(id)?.getAttribute('role') ?? ''),
          };
        });
        expect(said, name).to.deep.equal({ name: 'user_code', roles: ['alert', ''] });
        expect(await page.title(), name).to.match(/^Error:/);
      }
    });
  });

  describe('reading the review', () => {
    it('goes from the code over the warning and the rights to the decision, for ears as for eyes', async () => {
      await open('review/different-network');
      const heard = await page.evaluate(() =>
        Array.from(document.querySelectorAll('h1, h2'), ({ textContent }) => textContent.trim()),
      );
      expect(heard).to.deep.equal([
        'Allow Backup Console to use Team Notes?',
        'Compare the code',
        'Only if you started this',
        'It will be able to',
        'Who is asking',
        'Your decision',
      ]);
      await using narrow = await browser.newContext({ viewport: { width: 320, height: 640 } });
      const narrowPage = await narrow.newPage();
      await narrowPage.goto(`${server.origin}/review/different-network`);
      const tops = await narrowPage.evaluate(() =>
        Array.from(document.querySelectorAll('h1, h2'), (heading) => heading.getBoundingClientRect().top),
      );
      expect(tops, 'what is read first stands first').to.deep.equal(tops.toSorted((a, b) => a - b));
    });

    it('says the code letter by letter', async () => {
      await open('review/same-network');
      expect(await page.locator('.user-code .unseen').textContent()).to.equal('W D J B , M J H T');
    });

    it('loses nothing with text at twice its size (WCAG 1.4.4)', async () => {
      await using large = await browser.newContext({ viewport: { width: 640, height: 800 } });
      const largePage = await large.newPage();
      for (const name of names) {
        await largePage.goto(`${server.origin}/${name}`);
        const lost = await largePage.evaluate(() => {
          document.documentElement.style.fontSize = '200%'; // what a person sets in their browser
          return Array.from(document.querySelectorAll('main *:not(.unseen), header *, footer *'))
            .filter(
              (each) =>
                each.scrollWidth > each.clientWidth + 1 &&
                getComputedStyle(each).overflowX === 'hidden' &&
                !each.closest('.unseen'),
            )
            .map((each) => each.outerHTML);
        });
        expect(lost, name).to.deep.equal([]);
        expect(await largePage.evaluate(() => document.documentElement.scrollWidth), name).to.equal(640);
      }
    });
  });

  describe('deciding', () => {
    it('gives Deny and Approve the same size, shape and colours, and the focus to neither', async () => {
      await open('review/same-network');
      const looks = await page.evaluate(() =>
        ['deny', 'approve'].map((value) => {
          const button = document.querySelector(`button[value=${value}]`)!;
          const { width, height } = button.getBoundingClientRect();
          const { backgroundColor, color, borderColor, borderWidth, fontSize, fontWeight } = getComputedStyle(button);
          return { width, height, backgroundColor, color, borderColor, borderWidth, fontSize, fontWeight };
        }),
      );
      expect(looks[0]).to.deep.equal(looks[1]);
      expect(await page.evaluate(() => document.activeElement?.tagName)).to.equal('BODY');
    });

    it('denies if a browser submits the form by itself', async () => {
      await open('review/same-network');
      const first = await page.evaluate(() =>
        document.querySelector('form[action="/device/decision"] :is(button, [type=submit])')?.getAttribute('value'),
      );
      expect(first).to.equal('deny');
    });

    it('keeps the buttons visible in forced colors', async () => {
      await page.emulateMedia({ forcedColors: 'active' });
      await open('review/different-network');
      const hidden = await page.evaluate(() =>
        Array.from(document.querySelectorAll('button'))
          .filter((each) => getComputedStyle(each).borderTopColor === getComputedStyle(document.body).backgroundColor)
          .map((each) => each.outerHTML),
      );
      await page.emulateMedia({ forcedColors: 'none' });
      expect(hidden).to.deep.equal([]);
    });
  });
});
