import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { calculateJwkThumbprint, importJWK, jwtVerify } from 'jose';
import { createDpopKey } from '../../../../client-cli/issuer/dpop-key.ts';
import { signDpopProof } from '../../../../client-cli/issuer/dpop-proof.ts';
import { jwkThumbprint } from '../../../../client-cli/issuer/jwk-thumbprint.ts';

describe('a DPoP proof (RFC 9449, section 4.2)', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  const url = new URL('https://api.example/notes/ü?page=2#top');

  it('is a JWT that any library verifies, with all that the request needs', async () => {
    const { privateJwk, publicJwk } = await createDpopKey();
    const proof = signDpopProof(privateJwk, { method: 'POST', url, accessToken: 'at', nonce: 'n' }, now);
    const { payload, protectedHeader } = await jwtVerify(proof, await importJWK(publicJwk, 'ES256'), {
      currentDate: new Date(now),
    });
    expect(protectedHeader).to.deep.equal({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk });
    expect(payload).to.deep.include({ htm: 'POST', htu: 'https://api.example/notes/%C3%BC', iat: now / 1000, nonce: 'n' });
    expect(payload.ath).to.equal(createHash('sha256').update('at').digest('base64url'));
    expect(payload.jti).to.match(/^[\w-]{36}$/);
  });

  it('is another one each time, and says nothing of what is not there', async () => {
    const { privateJwk } = await createDpopKey();
    const claims = [1, 2].map(
      () => JSON.parse(atob(signDpopProof(privateJwk, { method: 'GET', url }, now).split('.')[1]!)) as { jti: string },
    );
    expect(claims[0]!.jti).not.to.equal(claims[1]!.jti);
    expect(claims[0]).to.have.keys('jti', 'htm', 'htu', 'iat');
  });

  it('never shows the private half', async () => {
    const { privateJwk } = await createDpopKey();
    const [header = ''] = signDpopProof(privateJwk, { method: 'GET', url }, now).split('.');
    expect(Buffer.from(header, 'base64url').toString()).not.to.include(privateJwk.d);
  });

  it('names its key by the thumbprint of RFC 7638', async () => {
    const { privateJwk, publicJwk } = await createDpopKey();
    expect(jwkThumbprint(privateJwk)).to.equal(await calculateJwkThumbprint(publicJwk));
  });
});
