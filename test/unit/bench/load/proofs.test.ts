import { generateKeyPairSync } from 'node:crypto';

import { expect } from 'chai';
import { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } from 'jose';

import type { LoadJob } from '../../../../bench/load/job.ts';
import { createNextProofs } from '../../../../bench/load/proofs.ts';

const job: LoadJob = {
  port: 8628,
  path: '/token',
  contentType: 'application/x-www-form-urlencoded',
  body: '',
  values: { kind: 'each', values: ['a', 'b', 'c', 'd'] },
  connections: 2,
  seconds: Infinity,
  expected: { status: 200, text: '' },
  keepBodies: false,
};
const keys = Array.from({ length: 2 }, () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
);

describe('the proofs of a job of the load generator (RFC 9449, section 4.2)', () => {
  it('are by the key of their connection, for the address of the job, and each has a name of its own, also when there are more requests than were foreseen', async () => {
    const nextProofs = createNextProofs(job, { keys, use: 'once' }, Math.random);
    const names = new Set<unknown>();
    for (const [connection, key] of keys.entries()) {
      const nextProof = nextProofs(connection);
      for (let request = 0; request < 5; request += 1) {
        const { payload, protectedHeader } = await jwtVerify(nextProof(), EmbeddedJWK, { typ: 'dpop+jwt' });
        expect(payload).to.include({ htm: 'POST', htu: 'http://localhost:8628/token' });
        expect(await calculateJwkThumbprint(protectedHeader.jwk!)).to.equal(await calculateJwkThumbprint(key));
        expect(protectedHeader.jwk).to.have.keys(['kty', 'crv', 'x', 'y']);
        names.add(payload.jti);
      }
    }
    expect(names.size).to.equal(10);
  });

  it('are one for each key, and sent again, where a server only looks at them', () => {
    const nextProof = createNextProofs(job, { keys, use: 'again' }, Math.random)(0);
    expect(new Set(Array.from({ length: 50 }, nextProof)).size).to.equal(2);
  });
});
