import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';

import { launchChromium } from '../support/chromium.ts';
import { refresh } from '../support/http-console.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';
import type { Tokens } from '../support/pair-device.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('one’s devices in a real browser, with JavaScript switched off', () => {
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  const tokens = new Map<string, Tokens>();

  before(async () => {
    [server, browser] = await Promise.all([startServer(), launchChromium()]);
    const alice = await signedIn(server.issuer);
    for (const name of ['laptop', 'build box', 'ci runner'])
      tokens.set(name, await pairDevice(server.issuer, alice, { device_name: name }));
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    page = await context.newPage();
    await page.goto(`${server.issuer}/devices`);
    await page.getByLabel('User name').fill('alice');
    await page.getByLabel('Password').fill('wonderland');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your devices' }).waitFor();
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  const lives = async (name: string): Promise<boolean> => {
    const { status, body } = await refresh(server.issuer, tokens.get(name)?.refresh_token);
    if (status === 200) tokens.set(name, body);
    return status === 200;
  };

  it('each is a region of its own, by its name; and so are its buttons', async () => {
    for (const name of tokens.keys()) {
      const device = page.getByRole('region', { name, exact: true });
      expect(await device.getByRole('button', { name: `End access ${name}`, exact: true }).isVisible(), name).to.be.true;
    }
  });

  it('is renamed by keyboard, and Enter in the field renames: it ends nothing', async () => {
    const device = page.getByRole('region', { name: 'laptop', exact: true });
    await device.locator('summary').focus();
    await page.keyboard.press('Enter');
    await device.getByLabel('New name').fill('<i>my laptop</i>');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('It is called').waitFor();
    expect(await page.getByRole('heading', { name: '<i>my laptop</i>' }).isVisible()).to.be.true;
    expect(await lives('laptop')).to.be.true;
  });

  it('ends at a press of its button, and no other does', async () => {
    await page.getByRole('button', { name: 'End access build box', exact: true }).click();
    await page.getByRole('status').getByText('The access of').waitFor();
    expect(await page.getByRole('region', { name: 'build box' }).count()).to.equal(0);
    expect([await lives('build box'), await lives('ci runner')]).to.deep.equal([false, true]);
  });

  it('all end together, with a step before it', async () => {
    expect(await page.getByRole('button', { name: 'End all devices' }).isVisible()).to.be.false;
    await page.getByText('End them all').click();
    await page.getByRole('button', { name: 'End all devices' }).click();
    await page.getByText('No device has access').waitFor();
    expect([await lives('laptop'), await lives('ci runner')]).to.deep.equal([false, false]);
  });
});
