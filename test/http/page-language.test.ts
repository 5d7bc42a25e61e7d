import { expect } from 'chai';

import { askForCode } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('the language of the pages (RFC 9110, section 12.5.4)', () => {
  let server: ServerProcess;

  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  for (const [wanted, language] of [
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.5', 'de'],
    ['fr-FR,fr;q=0.9,es;q=0.4,en;q=0.3', 'es'],
    ['ES-MX', 'es'],
    ['en;q=0.2,de;q=0', 'en'],
    ['fr,ja', 'en'],
    ['*', 'en'],
    ['', 'en'],
    ['../../etc, <script>, de;q=x', 'en'],
    [Array(400).fill('xx').join(','), 'en'],
  ] as const) {
    it(`"${wanted.slice(0, 40)}" gets ${language}`, async () => {
      const reply = await fetch(`${server.issuer}/sign-in`, { headers: { Accept: 'text/html', 'Accept-Language': wanted } });
      expect(await reply.text()).to.include(`<html lang="${language}">`);
      expect(reply.headers.get('Vary')).to.match(/\bAccept-Language\b/i);
    });
  }

  it('reaches everything on the review: our words, the scopes, the times, what the device says it is', async () => {
    const pending = await askForCode(
      server.issuer,
      { scope: 'openid offline_access notes:read notes:purge' },
      { 'User-Agent': 'builder/2.1 (linux x64)' },
    );
    const alice = createPerson(server.issuer, { 'Accept-Language': 'de' });
    await alice.signIn();
    const { html } = await alice.lookUp(pending.user_code);
    for (const words of [
      'Freigeben',
      'Ablehnen',
      'Wissen, welches Konto das ist',
      'Ihre Notizen lesen',
      'Alle Ihre Notizen endgültig löschen',
      '<bdi>builder 2.1</bdi> unter <bdi>Linux</bdi>',
    ])
      expect(html, words).to.include(words);
    expect(html)
      .to.match(/vor \d+ Sekunden?|jetzt/)
      .and.match(/Entscheidung noch <bdi>(?:9|10) Minuten<\/bdi> lang möglich/);
  });

  it('is that of problems too, for people and for programs', async () => {
    const page = await createPerson(server.issuer, { 'Accept-Language': 'es' }).open('/nowhere');
    expect(page.html).to.include('Esta página no existe').and.include('No hay nada en esta dirección.');
    const reply = await fetch(`${server.issuer}/nowhere`, { headers: { Accept: 'application/json', 'Accept-Language': 'de' } });
    expect(await reply.json()).to.include({ code: 'not-found', title: 'Unter dieser Adresse ist nichts.' });
    expect(reply.headers.get('Vary')).to.match(/\bAccept-Language\b/i);
  });
});
