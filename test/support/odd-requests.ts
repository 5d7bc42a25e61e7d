import fc from 'fast-check';

import type { Sent } from './comparable-answers.ts';
import { BAD_PROOFS, GOOD_PROOFS, OTHERS_PROOFS, USED_PROOF } from './odd-proofs.ts';

/** The usual value, and now and then another. */
export function mostly<T>(usual: T, ...odd: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });
}

/** The head of a request, plain and odd. */
export const oddHeaders: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .record({
    'content-type': mostly(
      'application/x-www-form-urlencoded',
      'application/x-www-form-urlencoded;charset=UTF-8',
      'application/x-www-form-urlencoded; charset=iso-8859-1',
      'application/json',
      'text/plain',
    ),
    accept: mostly('*/*', 'text/html', 'application/json', 'image/png'),
    extra: mostly<Record<string, string>>(
      {},
      { origin: 'https://elsewhere.example' },
      { authorization: 'Basic Y29uc29sZTo=' },
      { authorization: 'Bearer x' },
      { dpop: 'not.a.proof' },
      { 'oauth-client-attestation': 'x' },
      { 'x-forwarded-for': '1.2.3.4' },
      { host: 'evil.example' },
    ),
  })
  .map(({ extra, ...headers }) => ({ ...headers, ...extra }));

/** Who asks: mostly a console, sometimes nobody, somebody else, or somebody who is not known. */
export const oddClient: fc.Arbitrary<[string, string][]> = mostly<[string, string][]>(
  [['client_id', 'console']],
  [],
  ...['', 'console-strict', 'console-bearer', 'batch', 'nobody'].map((id): [string, string][] => [['client_id', id]]),
  [
    ['client_id', 'console'],
    ['client_id', 'batch'],
  ],
);

/** How a request is framed and where it is sent, plain and odd. */
export function oddTarget(path: string): fc.Arbitrary<Pick<Sent, 'method' | 'path' | 'chunked'>> {
  return fc.record({
    method: mostly('POST', 'GET', 'PUT', 'OPTIONS'),
    path: mostly(
      path,
      path.replace(/^\/./, (start) => start.toUpperCase()),
      `${path}/`,
      `${path}?x=y`,
      `/${path}`,
    ),
    chunked: mostly(false, true),
  });
}

/** With which proof it comes: often with none, mostly with a good one. */
export const oddProof: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(GOOD_PROOFS)) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys({ ...OTHERS_PROOFS, ...BAD_PROOFS }), USED_PROOF) },
);
