import type { Page } from 'playwright-core';

/**
 * What the browser finds wrong with a page from now on: content security policy, CORS, errors of scripts.
 *
 * Remarks of lower levels do not count (an autofocus that came after somebody's own focus is one), nor does the
 * browser's word that an answer had status 4xx: that is how a page with a problem is told.
 */
export function complaintsAbout(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!['warning', 'error'].includes(message.type())) return;
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
