import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { admit, createGuard, requireToken, serveResourceMetadata } from '@countersign/api-guard';
import type { Guard } from '@countersign/api-guard';
import { expect } from 'chai';
import Koa from 'koa';

import { createDpopKey } from '../support/dpop-key.ts';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.ts';
import type { TokenIssuer } from '../support/token-issuer.ts';
import { parseChallenges } from '../support/www-authenticate.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The same small API, once with node:http and once with Koa. Both tell who calls. */
const FRAMEWORKS: Record<string, (guard: Guard) => RequestListener> = {
  'node:http': (guard) => async (req, res) => {
    const token = await admit(guard, req, res, { scope: 'notes:read' });
    if (token) res.end(token.subject);
  },
  Koa: (guard) => {
    const app = new Koa();
    app.use(serveResourceMetadata(guard));
    app.use(requireToken(guard, { scope: 'notes:read' }));
    app.use((ctx) => {
      ctx.body = (ctx.state.token as { subject: string }).subject;
    });
    const handle = app.callback();
    return (req, res) => void handle(req, res);
  },
};

for (const [framework, listenerFor] of Object.entries(FRAMEWORKS)) {
  describe(`api-guard over HTTP with ${framework}`, () => {
    let issuer: TokenIssuer;
    let server: Server;
    let base: string;

    before(async () => {
      issuer = await startTokenIssuer();
      server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const guard = createGuard({
        issuer: issuer.issuer,
        audience: AUDIENCE,
        publicUrl: base,
        nonceSecret: new Uint8Array(32).fill(1),
      });
      server.on('request', listenerFor(guard));
    });
    after(async () => {
      server.closeAllConnections();
      server.close();
      await issuer.close();
    });

    /** Sends header fields exactly as they stand here, twice if they stand here twice. */
    async function get(fields: readonly (readonly [string, string])[], path = '/notes?page=1'): Promise<Answer> {
      const call = request(`${base}${path}`, { headers: fields.flat(), agent: false, setHost: false });
      call.end();
      const [response] = (await once(call, 'response')) as [
        AsyncIterable<Buffer> & { statusCode: number; headers: IncomingHttpHeaders },
      ];
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
    }
    const host = ['Host', 'localhost'] as const;

    it('serves a good Bearer token', async () => {
      const answer = await get([host, ['Authorization', `Bearer ${await issuer.sign()}`]]);
      expect([answer.status, answer.body]).to.deep.equal([200, 'alice']);
    });

    it('answers 401 as problem details, with one challenge per scheme', async () => {
      const answer = await get([host]);
      expect(answer.status).to.equal(401);
      expect(answer.headers['content-type']).to.match(/^application\/problem\+json/);
      expect(JSON.parse(answer.body)).to.include({ status: 401, code: 'token_missing' });
      expect(parseChallenges(answer.headers['www-authenticate'] ?? '')).to.have.length(2);
    });

    it('refuses two Authorization fields, whichever comes first', async () => {
      const good = ['Authorization', `Bearer ${await issuer.sign()}`] as const;
      for (const fields of [
        [host, good, good],
        [host, good, ['authorization', 'Bearer x'] as const],
      ]) {
        const answer = await get(fields);
        expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).to.deep.equal([400, 'request_malformed']);
      }
    });

    it('serves a DPoP token after the nonce was learned, and refuses the same proof again', async () => {
      const key = await createDpopKey();
      const token = await issuer.sign({ cnf: { jkt: key.jkt } });
      const prove = (nonce?: string): Promise<string> => key.prove({ method: 'GET', url: `${base}/notes`, token }, { nonce });
      const send = async (proof: string): Promise<Answer> => get([host, ['Authorization', `DPoP ${token}`], ['DPoP', proof]]);

      const first = await send(await prove());
      expect(first.status).to.equal(401);
      const nonce = first.headers['dpop-nonce'];
      expect(nonce).to.be.a('string');

      const proof = await prove(nonce as string);
      const second = await send(proof);
      expect([second.status, second.body, second.headers['dpop-nonce']]).to.deep.equal([200, 'alice', nonce]);

      const again = await send(proof);
      expect([again.status, (JSON.parse(again.body) as { code: string }).code]).to.deep.equal([401, 'proof_replayed']);

      const twice = await prove(nonce as string);
      const two = await get([host, ['Authorization', `DPoP ${token}`], ['DPoP', twice], ['DPoP', twice]]);
      expect(two.status).to.equal(400);
    });

    it('answers 503 with Retry-After while the issuer was never reached', async () => {
      const gone = await startTokenIssuer();
      const token = await gone.sign();
      await gone.close();
      const lonely = createServer(listenerFor(createGuard({ issuer: gone.issuer, audience: AUDIENCE, publicUrl: base })));
      lonely.listen(0, '127.0.0.1');
      await once(lonely, 'listening');
      try {
        const address = `http://127.0.0.1:${(lonely.address() as AddressInfo).port}/`;
        const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
        expect([answer.status, answer.headers.get('retry-after')]).to.deep.equal([503, '5']);
      } finally {
        lonely.closeAllConnections();
        lonely.close();
      }
    });

    if (framework === 'Koa') {
      it('serves the metadata that the challenges name, to anyone (RFC 9728, section 3)', async () => {
        const { headers } = await get([host]);
        const [challenge] = parseChallenges(headers['www-authenticate'] ?? '');
        const answer = await fetch(challenge?.parameters.resource_metadata ?? '');
        expect(answer.headers.get('access-control-allow-origin')).to.equal('*');
        expect(await answer.json()).to.include({ resource: base });
      });
    }
  });
}
