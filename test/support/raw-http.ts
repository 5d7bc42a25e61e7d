import { connect } from 'node:net';

/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; what came twice is joined by a line break. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** How to send bytes. */
export interface SendOptions {
  /** For how many milliseconds the server may say nothing. */
  readonly patience?: number;
  /** Says "that was all" before the answer came, as a peer does that goes away in the middle. */
  readonly hangUp?: boolean;
}

/**
 * Sends bytes exactly as they are, each piece in a write of its own.
 *
 * @returns everything the server sent until it closed the connection
 * @throws when it neither answers nor closes
 */
export function sendBytes(port: number, pieces: readonly Buffer[], options: SendOptions = {}): Promise<Buffer> {
  const { patience = 5000, hangUp = false } = options;
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true).setTimeout(patience, () => {
      reject(new Error(`${patience} ms of silence after ${Buffer.concat(received).toString('latin1').slice(-300)}`));
      socket.destroy();
    });
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', () => undefined); // a server that refuses a request may close before it has read all of it
    socket.on('close', () => resolve(Buffer.concat(received)));
    const writeNext = ([piece, ...rest]: readonly Buffer[]): void => {
      if (piece === undefined) {
        if (hangUp) socket.end();
        return;
      }
      if (socket.writable) socket.write(piece, () => setImmediate(writeNext, rest));
    };
    socket.on('connect', () => writeNext(pieces));
  });
}

/**
 * Takes the bytes of a connection apart into answers (RFC 9112, section 6).
 *
 * @param methods of the requests that were sent, in order: an answer to HEAD has no body
 * @throws when they are not whole answers, one after the other
 */
export function readAnswers(bytes: Buffer, methods: readonly string[]): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`an answer without an end of its headers: ${rest.toString('latin1').slice(0, 300)}`);
    const [line = '', ...fields] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})(?: |$)/.exec(line)?.[1]);
    if (!(status >= 100)) throw new Error(`no status line: ${line.slice(0, 200)}`);
    const headers = readFields(fields);
    rest = rest.subarray(end + 4);
    if (status < 200) continue;
    const isBodiless = methods[answers.length] === 'HEAD' || status === 204 || status === 304;
    const { body, after } = isBodiless ? { body: '', after: rest } : readBody(rest, headers);
    answers.push({ status, headers, body });
    rest = after;
  }
  return answers;
}

function readFields(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === '') throw new Error(`no header field: ${JSON.stringify(line)}`);
    const key = name.toLowerCase();
    headers.set(key, headers.has(key) ? `${headers.get(key) ?? ''}\n${value}` : value);
  }
  return headers;
}

function readBody(bytes: Buffer, headers: ReadonlyMap<string, string>): { readonly body: string; readonly after: Buffer } {
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes);
  const length = Number(headers.get('content-length') ?? 0);
  if (bytes.length < length) throw new Error(`a body of ${bytes.length} bytes where ${length} were announced`);
  return { body: bytes.subarray(0, length).toString(), after: bytes.subarray(length) };
}

function readChunks(bytes: Buffer): { readonly body: string; readonly after: Buffer } {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    if (lineEnd < 0 || Number.isNaN(size)) throw new Error('a chunk without a size');
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) throw new Error('a chunk that is not whole');
    if (size === 0) return { body: Buffer.concat(parts).toString(), after: bytes.subarray(start + 2) };
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
