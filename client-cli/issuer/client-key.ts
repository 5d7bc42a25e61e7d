import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { importJWK } from 'jose';
import type { JWK } from 'jose';
import { ClientError, PrivateKeyJwt, modifyAssertion } from 'openid-client';
import type { ClientAuth, PrivateKey } from 'openid-client';
import { problem } from '../problems/problem.ts';
import { systemReason } from '../store/system-reason.ts';
import { cleanText } from '../terminal/clean-text.ts';

/**
 * Authenticates the client by signing with a key of its own (`private_key_jwt`): an assertion for the issuer, good for a minute, used once.
 *
 * @param path a file with the private key, as JWK or PEM; only this path is ever kept, never the key
 * @param algorithms what the issuer takes (`token_endpoint_auth_signing_alg_values_supported`)
 * @throws Problem `client_key`
 * @see {@link https://www.rfc-editor.org/rfc/rfc7523#section-2.2 RFC 7523, section 2.2}
 */
export async function signingClient(path: string, algorithms: readonly string[] | undefined): Promise<ClientAuth> {
  const jwk = await readKey(path);
  const algorithm = jwk.alg ?? algorithmFor(jwk, algorithms ?? []);
  if (algorithm === undefined) throw problem('client_key', { path: cleanText(path), detail: 'this kind of key cannot sign' });
  try {
    const key = (await importJWK(jwk, algorithm)) as CryptoKey; // bytes come of symmetric keys only
    const named: PrivateKey = { key, ...(jwk.kid === undefined ? {} : { kid: jwk.kid }) };
    return PrivateKeyJwt(named, { [modifyAssertion]: (header) => void (header.alg = algorithm) });
  } catch (cause) {
    if (cause instanceof ClientError) throw cause;
    throw problem('client_key', { path: cleanText(path), detail: 'it is not a private key for signing' }, { cause });
  }
}

async function readKey(path: string): Promise<JWK> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw problem('client_key', { path: cleanText(path), detail: systemReason(cause) }, { cause });
  }
  const jwk = text.startsWith('{') ? readJwk(text) : readPem(text);
  if (jwk?.d === undefined)
    throw problem('client_key', { path: cleanText(path), detail: 'it holds no private key in JWK or PEM' });
  return jwk;
}

function readJwk(text: string): JWK | undefined {
  try {
    return JSON.parse(text) as JWK;
  } catch {
    return undefined;
  }
}

function readPem(text: string): JWK | undefined {
  try {
    return createPrivateKey(text).export({ format: 'jwk' });
  } catch {
    return undefined; // a public key, one with a passphrase, a certificate, or no PEM
  }
}

const BY_CURVE: Readonly<Record<string, string>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

/** RFC 7518, section 3.1; RFC 8037, section 3.1 and RFC 9864, section 2.2, which name the same algorithm twice. */
function algorithmFor({ kty, crv = '' }: JWK, accepted: readonly string[]): string | undefined {
  if (kty === 'EC') return BY_CURVE[crv];
  if (kty === 'OKP' && crv === 'Ed25519') return accepted.includes('Ed25519') ? 'Ed25519' : 'EdDSA';
  if (kty === 'RSA') return accepted.includes('PS256') ? 'PS256' : 'RS256';
  return undefined;
}
