import fc from 'fast-check';

import { CONTENT_TYPES, FREE_HEADERS, HOSTILE_TEXTS, METHODS } from './hostile-values.ts';

/** A request as bytes on the wire. */
export interface HostileRequest {
  readonly method: string;
  readonly target: string;
  /** The head, then the body in the pieces in which it is written. */
  readonly pieces: readonly Buffer[];
  /** Asks for the connection to be closed after it: nothing may follow. */
  readonly isLast: boolean;
  /** How a counterexample is printed. */
  readonly [fc.toStringMethod]: () => string;
}

/** What is good here and now, so that generated requests get past the first check. */
export interface GoodValues {
  /** Parameter → values that a real request would have. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Header → values that a real request would have. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

const hostileText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
);

/** A value written into a form or a query: as it should be, or as a broken program does it. */
const encoded = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: text.map((value) => new URLSearchParams([['', value]]).toString().slice(1)) },
    { weight: 1, arbitrary: text.map((value) => value.replaceAll(/[\r\n]/g, ' ')) },
    {
      weight: 1,
      arbitrary: text.map((value) =>
        Buffer.from(value).reduce((all, byte) => `${all}%${byte.toString(16).padStart(2, '0')}`, ''),
      ),
    },
  );

function formOf(good: GoodValues['parameters']): fc.Arbitrary<string> {
  const names = Object.keys(good);
  const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: hostileText });
  const pair = name.chain((key) => {
    const usual = Object.hasOwn(good, key) ? good[key] : undefined;
    const value = usual
      ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: hostileText })
      : hostileText;
    return fc.tuple(encoded(fc.constant(key)), encoded(value)).map((sides) => sides.join('='));
  });
  return fc.array(pair, { maxLength: 12 }).map((pairs) => pairs.join('&'));
}

/** Writes a path as it is, or as somebody who looks for a way around would. */
function targetOf(paths: readonly string[], query: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const path = fc.oneof(
    { weight: 10, arbitrary: fc.constantFrom(...paths) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...paths), fc.constantFrom('/', '//', '/.', '/..', '/x', '%2f', '%00', '.json', ';a=b', '?'))
        .map(([a, b]) => a + b),
    },
    { weight: 1, arbitrary: fc.constantFrom(...paths).map((text) => text.toUpperCase()) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '*',
        '//',
        '/%',
        '/%ff',
        '/\x7f',
        '/..',
        'http://evil.example/token',

        '/__proto__',
      ),
    },
  );
  return fc
    .tuple(path, fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: query.map((text) => `?${text}`) }))
    .map(([text, more]) => asTarget(text + more).slice(0, 4000));
}

/** Written as UTF-8 bytes, without those that end the line or the request (RFC 9110, section 5.5). */
function asFieldValue(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}

/** With everything percent-encoded that would make the line no request line (RFC 9112, section 3). */
function asTarget(text: string): string {
  return text.toWellFormed().replaceAll(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character));
}

function headersOf(good: GoodValues['headers']): fc.Arbitrary<string[]> {
  const all = [...Object.entries(FREE_HEADERS), ...Object.entries(good), ...Object.entries(good), ...Object.entries(good)];
  const header = fc
    .constantFrom(...all)
    .chain(([name, values]) =>
      fc
        .oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: hostileText })
        .map((value) => `${name}: ${asFieldValue(value)}`),
    );
  return fc.array(header, { maxLength: 5 });
}

/** Where to cut a body into pieces. */
const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 5 });

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    if (at + length >= bytes.length) break;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...pieces, bytes.subarray(at)];
}

/** A body and the header fields that announce it. */
interface Framed {
  readonly fields: readonly string[];
  readonly pieces: readonly Buffer[];
}

function frame(body: Buffer, kind: 'length' | 'chunks' | 'none', lengths: readonly number[]): Framed {
  if (kind === 'none') return { fields: [], pieces: [] };
  if (kind === 'length') return { fields: [`Content-Length: ${body.length}`], pieces: cut(body, lengths) };
  const chunks = cut(body, lengths).filter(({ length }) => length > 0);
  const pieces = chunks.map((chunk) =>
    Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
  );
  return { fields: ['Transfer-Encoding: chunked'], pieces: [...pieces, Buffer.from('0\r\n\r\n')] };
}

/** A body that no form of ours needs. A request with one is the last on its connection. */
const LARGE = 8000;

/** Requests to the given paths: near-valid ones and absurd ones, whole as HTTP, with any content. */
export function hostileRequest(paths: readonly string[], good: GoodValues): fc.Arbitrary<HostileRequest> {
  const form = formOf(good.parameters);
  const body = fc.oneof(
    { weight: 8, arbitrary: form.map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom(9_000, 60_000, 200_000).map((size) => Buffer.alloc(size, 'a=b&')) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('{"client_id":"console"}', '--x\r\n\r\n--x--', '&&&===', '=', '%')
        .map((text) => Buffer.from(text)),
    },
  );
  return fc
    .record({
      method: fc.constantFrom(...METHODS),
      target: targetOf(paths, form),
      contentType: fc.constantFrom(...CONTENT_TYPES),
      headers: headersOf(good.headers),
      body,
      framing: fc.constantFrom('length' as const, 'length' as const, 'length' as const, 'chunks' as const),
      cuts,
    })
    .map(({ method, target, contentType, headers, body: content, framing, cuts: lengths }) => {
      const framed = frame(content, method === 'POST' || content.length < 50 ? framing : 'none', lengths);
      const type = contentType === '' ? [] : [`Content-Type: ${contentType}`];
      const isLast = content.length > LARGE;
      const head = [
        `${method} ${target} HTTP/1.1`,
        'Host: localhost',
        ...type,
        ...headers,
        ...(isLast ? ['Connection: close'] : []),
        ...framed.fields,
      ];
      const pieces = [Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), ...framed.pieces];
      return {
        method,
        target,
        pieces,
        isLast,
        [fc.toStringMethod]: () => JSON.stringify(pieces.map((piece) => piece.toString('latin1').slice(0, 1500))),
      };
    });
}
