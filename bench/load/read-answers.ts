const END_OF_HEAD = '\r\n\r\n';

/**
 * Reads answers from the bytes of a connection. It knows just enough of HTTP to be sure that every answer came whole, so that the generator costs less
 * than the servers it measures.
 *
 * @throws on an answer without Content-Length, which no OAuth endpoint here gives
 * @see {@link https://www.rfc-editor.org/rfc/rfc9112#section-6 RFC 9112, section 6}
 */
export function createReadAnswers(onAnswer: (status: number, body: Buffer) => void): (chunk: Buffer) => void {
  let unread: Buffer = Buffer.alloc(0);

  return function readAnswers(chunk) {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
    for (;;) {
      const headLength = unread.indexOf(END_OF_HEAD);
      if (headLength === -1) return;
      const head = unread.toString('latin1', 0, headLength);
      const start = headLength + END_OF_HEAD.length;
      const end = start + bodyLength(head);
      if (unread.length < end) return;
      const body = unread.subarray(start, end);
      unread = unread.subarray(end);
      onAnswer(Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 '.length + 3)), body);
    }
  };
}

function bodyLength(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without Content-Length:\n${head}`);
  return Number(length);
}
