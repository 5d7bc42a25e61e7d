import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { launchChromium } from '../support/chromium.ts';
import { complaintsAbout } from '../support/complaints.ts';
import { askForCode, poll } from '../support/http-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('pairing in a real browser, with JavaScript switched off', () => {
  let server: ServerProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  before(async () => {
    [server, browser] = await Promise.all([startServer(), launchChromium()]);
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    page = await context.newPage();
    complaints = complaintsAbout(page);
    page.on('request', (request) => {
      if (!request.url().startsWith(server.issuer) && !request.url().startsWith('data:'))
        complaints.push(`asked for ${request.url()}`);
    });
  });
  afterEach('the browser complained of nothing (content security policy, foreign requests)', async () => {
    await context.close();
    expect(complaints).to.deep.equal([]);
  });

  async function signIn(): Promise<void> {
    await page.getByLabel('User name').fill('alice');
    await page.getByLabel('Password').fill('wonderland');
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('by keyboard alone: sign in, type the code, read, approve', async () => {
    const pending = await askForCode(server.issuer, { device_name: 'build box' });
    await page.goto(pending.verification_uri);
    await page.locator('#username:focus').waitFor();
    await page.keyboard.type('alice');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wonderland');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${server.issuer}/device`);
    await page.locator('input[name=user_code]:focus').waitFor();
    await page.keyboard.type(pending.user_code.toLowerCase());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /Example Console/ }).waitFor();
    expect(await page.getByText(pending.user_code).first().isVisible()).to.be.true;
    expect(await page.getByText('build box').first().isVisible()).to.be.true;
    const approve = page.getByRole('button', { name: 'Approve' });
    for (let presses = 0; presses < 30 && !(await approve.evaluate((button) => button === document.activeElement)); presses += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
  });

  it('from a link with the code in it: the address is clean, the code is prefilled, nothing is sent by itself', async () => {
    const pending = await askForCode(server.issuer);
    await page.goto(pending.verification_uri_complete ?? '');
    await signIn();
    expect(page.url()).to.equal(`${server.issuer}/device`);
    expect(await page.locator('input[name=user_code]').inputValue()).to.equal(pending.user_code);
    expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
    await page.goBack().catch(() => undefined);
    expect(page.url()).not.to.include('user_code');
  });

  it('says what is wrong with a code, in the field, and keeps what was typed', async () => {
    await page.goto(`${server.issuer}/device`);
    await signIn();
    await page.locator('input[name=user_code]').fill('BCDF-GHJK');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    const field = page.locator('input[name=user_code]');
    expect(await field.getAttribute('aria-invalid')).to.equal('true');
    expect(await field.inputValue()).to.equal('BCDF-GHJK');
  });

  it('denies when the person denies, and the console hears it', async () => {
    const pending = await askForCode(server.issuer);
    await page.goto(`${server.issuer}/link`);
    await signIn();
    await page.goto(`${server.issuer}/link`);
    await page.locator('input[name=user_code]').fill(pending.user_code);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('access_denied');
  });
});
