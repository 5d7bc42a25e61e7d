import AxeBuilder from '@axe-core/playwright';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { launchChromium } from '../support/chromium.ts';
import { complaintsAbout } from '../support/complaints.ts';
import { startHostApp } from '../support/host-app.ts';
import type { HostApp } from '../support/host-app.ts';
import { askForCode, poll } from '../support/http-console.ts';
import type { Pending } from '../support/http-console.ts';

describe('a product with its own login, in a real browser (examples/host-app)', () => {
  let app: HostApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  before(async () => {
    [app, browser] = await Promise.all([startHostApp(), launchChromium()]);
  });
  after(async () => {
    await browser.close();
    await app.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    page = await context.newPage();
    complaints = complaintsAbout(page);
  });
  afterEach('the browser complained of nothing (content security policy, CORS, errors)', async () => {
    await context.close();
    expect(complaints).to.deep.equal([]);
  });

  const ask = (): Promise<Pending> =>
    askForCode(app.server.issuer, { scope: 'beam:read beam:turn', device_name: 'harbour <b>box</b>' });

  async function signIn(email = 'ada@lighthouse.example', password = 'engine'): Promise<void> {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  async function expectPaired(pending: Pending, scope = 'beam:read beam:turn', subject = 'u-1815'): Promise<void> {
    const { status, body } = await poll(app.server.issuer, pending.device_code);
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.scope).to.equal(scope);
    expect(decodeJwt(String(body.access_token))).to.include({ sub: subject, iss: app.server.issuer });
  }

  it('its own page approves over the approval API: sign in there, enter the code, see everything, approve', async () => {
    const pending = await ask();
    await page.goto(`${app.origin}/link`);
    await signIn();
    await page.getByLabel('The code on your device').fill(pending.user_code.toLowerCase());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Let Lighthouse Console use Lighthouse Beam?' }).waitFor();
    for (const text of [pending.user_code, 'harbour <b>box</b>', 'Turn the light', '127.0.0.1'])
      expect(await page.getByText(text, { exact: true }).isVisible(), text).to.be.true;
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, help }) => `${id}: ${help}`)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'Connected' }).waitFor();
    await expectPaired(pending);
    const secrets = await page.evaluate(() => [document.cookie, location.href, JSON.stringify(localStorage)].join());
    expect(secrets, 'no token where scripts or the address could show it').not.to.include('eyJ');
  });

  it('its own page denies, and says what is wrong with a code', async () => {
    const pending = await ask();
    await page.goto(`${app.origin}/link`);
    await signIn();
    const field = page.getByLabel('The code on your device');
    await field.fill('BCDF-GHJK');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('No device is waiting').waitFor();
    expect(await field.getAttribute('aria-invalid')).to.equal('true');
    await field.fill(pending.user_code);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { name: 'Not connected' }).waitFor();
    expect((await poll(app.server.issuer, pending.device_code)).body.error).to.equal('access_denied');
  });

  it('sends people to the page of Countersign, where they are signed in already', async () => {
    const pending = await ask();
    await page.goto(app.origin);
    await signIn();
    await page.getByRole('link', { name: 'Enter it at the sign-in service' }).click();
    expect(page.url()).to.equal(`${app.server.issuer}/device`);
    await page.getByText('Ada Lovelace').waitFor();
    await page.locator('input[name=user_code]').fill(pending.user_code);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lighthouse Console is connected' }).waitFor();
    await expectPaired(pending);
  });

  it('is where people sign in who come to the page of Countersign first, with the code from the link still there', async () => {
    const pending = await ask();
    await page.goto(pending.verification_uri_complete ?? '');
    expect(page.url()).to.match(new RegExp(`^${app.origin}/login`));
    await signIn('grace@lighthouse.example', 'compiler');
    await page.waitForURL(`${app.server.issuer}/device`);
    expect(await page.locator('input[name=user_code]').inputValue()).to.equal(pending.user_code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { level: 1, name: /connected/ }).waitFor();
    await expectPaired(pending, 'beam:read', 'u-1906');
  });

  it('signing out there is noticed here on the next page, and so is signing in as somebody else', async () => {
    const pending = await ask();
    await page.goto(`${app.origin}/link`);
    await signIn();
    await page.goto(`${app.server.issuer}/device`);
    await page.locator('input[name=user_code]').fill(pending.user_code);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    const other = await context.newPage();
    await other.goto(`${app.origin}/logout`);
    await other.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('link', { name: 'Sign in' }).click();
    await other.getByLabel('E-mail').fill('grace@lighthouse.example');
    await other.getByLabel('Password').fill('compiler');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: /Grace/ }).waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('This page was open for too long.').waitFor();
    expect((await poll(app.server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
  });

  it('a form that is sent after signing out leads to the login all the same: browsers cut redirects from forms to other sites', async () => {
    await page.goto(`${app.origin}/link`);
    await signIn();
    await page.goto(`${app.server.issuer}/device`);
    await page.locator('input[name=user_code]').fill('BCDF-GHJK');
    await context.clearCookies({ name: 'lighthouse' });
    await page.keyboard.press('Enter');
    await page.waitForURL(`${app.origin}/login**`);
    await signIn();
    await page.waitForURL(`${app.server.issuer}/device`);
  });

  it('its login leads back to itself and to Countersign, and nowhere else', async () => {
    for (const evil of ['https://evil.example/', '//evil.example', 'javascript:alert(1)', `${app.origin}.evil.example`]) {
      await context.clearCookies();
      await page.goto(`${app.origin}/login?return_to=${encodeURIComponent(evil)}`);
      await signIn();
      await page.getByRole('heading', { name: 'Good evening, Ada Lovelace' }).waitFor();
      expect(page.url(), evil).to.equal(`${app.origin}/`);
    }
  });

  it('gives no token to another site that posts with the cookie of its people', async () => {
    await page.goto(app.origin);
    await signIn();
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    for (const Origin of ['https://evil.example', 'null', app.server.issuer]) {
      const reply = await fetch(`${app.origin}/api/countersign-token`, { method: 'POST', headers: { Cookie: cookie, Origin } });
      expect(reply.status, Origin).to.equal(403);
    }
  });
});
