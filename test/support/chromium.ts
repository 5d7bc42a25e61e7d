import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Quiet, and silent on the network: nothing but the page under test is asked for. */
const ARGUMENTS = [
  '--no-sandbox', // containers run tests as root, where Chromium refuses its sandbox; only our own pages are opened
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the system's Chromium without a window, with a fresh profile.
 *
 * @throws {Error} with what to install, if there is none
 */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: findChromium(), args: ARGUMENTS });
}

function findChromium(): string {
  const told = process.env.CHROMIUM_PATH;
  const candidates = told ? [told] : NAMES.flatMap((name) => folders().map((folder) => join(folder, name)));
  const found = candidates.find(isExecutable);
  if (found === undefined) {
    throw new Error(
      told
        ? `CHROMIUM_PATH says ${told}, and there is no program there.`
        : 'The browser tests need Chromium: "apt-get install chromium", or set CHROMIUM_PATH to a Chrome you have.',
    );
  }
  return found;
}

function folders(): readonly string[] {
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
