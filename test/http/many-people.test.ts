import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { createApprovalClient } from '../support/approval-client.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll } from '../support/http-console.ts';
import type { Pending } from '../support/http-console.ts';
import { describedApi } from '../support/openapi.ts';
import { createPerson } from '../support/person.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

const PEOPLE = 30;
/** How many others each of them tries to approve for. */
const OTHERS = 4;

/** Somebody who decides: on the hosted page, or on a page of the product. */
interface Decider {
  readonly name: string;
  lookUp(pending: Pending): Promise<string>;
  /** @returns was it approved? */
  approve(pending: Pending, review: string): Promise<boolean>;
}

for (const { name: storageName, open } of STORAGES) {
  describe(`thirty people at once, half of them on each page, on ${storageName}`, () => {
    let storage: SuiteStorage;
    let product: Product;
    let config: ConfigFolder;
    let server: ServerProcess;
    let people: Decider[];

    before(async () => {
      [storage, product, config] = await Promise.all([open(), startProduct(), copyConfigFolder()]);
      const token = { issuer: product.origin, audience: product.audience, jwks_uri: `${product.origin}/jwks.json` };
      await config.change('countersign.yaml', (file) => {
        file.set('web_session', { kind: 'host_jwt', cookie: 'app_session', login_url: `${product.origin}/login`, ...token });
        file.set('approval_api', { ...token });
        file.set('guess_limit', { per_account: 1000, per_network: 100_000, overall: 1_000_000 }); // another test's concern
      });
      server = await startServer({ config: config.path, storage: storage.url, logLevel: 'info' });
      people = await Promise.all(
        Array.from({ length: PEOPLE }, (_, index) => (index % 2 === 0 ? onHostedPage(`p${index}`) : onProductPage(`p${index}`))),
      );
    });
    after(async () => {
      await server.stop();
      await Promise.all([storage.remove(), product.stop(), config.remove()]);
    });

    async function onHostedPage(name: string): Promise<Decider> {
      const token = await product.token(name);
      const person = createPerson(server.issuer);
      person.cookies.set('app_session', token);
      const { html } = await person.open('/device');
      const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const cookie = [...person.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
      const send = async (path: string, fields: Record<string, string>) => {
        const body = new URLSearchParams({ csrf, ...fields });
        const headers = { Cookie: cookie, Accept: 'text/html' };
        const reply = await fetch(`${server.issuer}${path}`, { method: 'POST', body, headers });
        return { status: reply.status, html: await reply.text() };
      };
      return {
        name,
        async lookUp({ user_code }) {
          const { html } = await send('/device', { user_code });
          return /name="review" value="([^"]+)"/.exec(html)?.[1] ?? `none: ${html}`;
        },
        approve: async (_pending, review) => (await send('/device/decision', { review, decision: 'approve' })).status === 200,
      };
    }

    async function onProductPage(name: string): Promise<Decider> {
      const client = createApprovalClient(server.issuer, await product.token(name), describedApi());
      return {
        name,
        lookUp: async ({ user_code }) => String((await client.lookup(user_code)).body.review),
        approve: async ({ user_code }, review) => (await client.call('approve', { user_code, review })).status === 200,
      };
    }

    const ownerOf = async (pending: Pending): Promise<unknown> => {
      const { access_token: token, error } = (await poll(server.issuer, pending.device_code)).body;
      return typeof token === 'string' ? decodeJwt(token).sub : error;
    };

    it('try to approve each other’s requests: every console is of who looked and approved, and of nobody else', async function () {
      this.timeout(60_000);
      const cases = await Promise.all(
        people.map(async (person) => {
          const pending = await askForCode(server.issuer);
          return { person, pending, review: await person.lookUp(pending) };
        }),
      );
      const handles = new Set(cases.map(({ review }) => review));
      expect(handles.size).to.equal(PEOPLE);

      const thefts: Promise<boolean>[] = [];
      const approvals: Promise<boolean>[] = [];
      cases.forEach(({ person, pending, review }, index) => {
        for (let step = 1; step <= OTHERS; step += 1) {
          const victim = cases[(index + step * 7) % PEOPLE]!;
          thefts.push(person.approve(victim.pending, victim.review)); // with the handle of who looked
          if (index % 2 === 1) thefts.push(person.approve(victim.pending, review)); // with their own handle and another's code
        }
        if (index % 3 !== 0) approvals.push(person.approve(pending, review)); // a third of them look, and do not approve
      });
      expect(await Promise.all(thefts)).to.not.include(true);
      expect(await Promise.all(approvals)).to.not.include(false);
      const owners = await Promise.all(cases.map(({ pending }) => ownerOf(pending)));
      expect(owners).to.deep.equal(people.map(({ name }, index) => (index % 3 === 0 ? 'authorization_pending' : name)));
    });

    it('all look at the same request and all approve it: it is of exactly one of them, and that one was told so', async function () {
      this.timeout(60_000);
      for (let round = 0; round < 5; round += 1) {
        const pending = await askForCode(server.issuer);
        const looks = await Promise.all(people.map(async (person) => ({ person, review: await person.lookUp(pending) })));
        const told = await Promise.all(looks.map(({ person, review }) => person.approve(pending, review)));
        const winners = people.filter((_, index) => told[index]);
        expect(winners).to.have.length(1);
        expect(await ownerOf(pending)).to.equal(winners[0]?.name);
      }
    });
  });
}
