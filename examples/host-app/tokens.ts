import { randomUUID } from 'node:crypto';

import { SignJWT, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import type { JWK } from 'jose';

import type { Person } from './people.ts';
import type { Settings } from './settings.ts';

/** Who is signed in, since when, in which session. */
export interface Session {
  readonly person: Person;
  readonly id: string;
  readonly signedInAt: number;
}

/** The product's own tokens. */
export interface Tokens {
  /** The public keys that Countersign fetches. */
  readonly jwks: { readonly keys: readonly JWK[] };
  begin(person: Person): Session;
  /** What is kept in the cookie. Its audience is Countersign's hosted page, which reads the same cookie. */
  forCookie(session: Session): Promise<string>;
  /** What the web client calls the approval API with: for that alone, and for minutes. */
  forApprovalApi(session: Session): Promise<string>;
  readCookie(token: string): Promise<Session | undefined>;
}

const SESSION_HOURS = 12;

/** Makes a key at every start; a product keeps its own. */
export async function createTokens({ origin, countersign }: Settings): Promise<Tokens> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const kid = randomUUID();
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };

  function sign({ person, id, signedInAt }: Session, audience: string, lifetime: string): Promise<string> {
    const { name, email, roles } = person;
    return new SignJWT({ name, email, roles, sid: id, auth_time: signedInAt, amr: ['pwd'] })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(origin)
      .setAudience(audience)
      .setSubject(person.id)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(privateKey);
  }

  return {
    jwks: { keys: [publicJwk] },
    begin: (person) => ({ person, id: randomUUID(), signedInAt: Math.floor(Date.now() / 1000) }),
    forCookie: (session) => sign(session, countersign, `${SESSION_HOURS}h`),
    forApprovalApi: (session) => sign(session, `${countersign}/auth/device`, '5m'),
    async readCookie(token) {
      try {
        const { payload } = await jwtVerify(token, publicKey, { issuer: origin, audience: countersign, algorithms: ['ES256'] });
        const { sub = '', name, email, roles, sid, auth_time: signedInAt } = payload;
        const person = { id: sub, name: String(name), email: String(email), roles: roles as string[] };
        return { person, id: String(sid), signedInAt: Number(signedInAt) };
      } catch {
        return undefined; // an old cookie, or none of ours: nobody is signed in
      }
    },
  };
}
