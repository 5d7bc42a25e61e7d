import { expect } from 'chai';

import { createReadAnswers } from '../../../../bench/load/read-answers.ts';

const ANSWER = 'HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\ncontent-length: 5\r\n\r\nhello';

describe('the load generator reads answers (RFC 9112, section 6)', () => {
  let answers: [status: number, body: string][];
  let readAnswers: (chunk: Buffer) => void;

  beforeEach(() => {
    answers = [];
    readAnswers = createReadAnswers((status, body) => answers.push([status, body.toString()]));
  });

  it('whole, wherever the bytes are cut', () => {
    for (let cut = 0; cut <= ANSWER.length; cut += 1) {
      readAnswers(Buffer.from(ANSWER.slice(0, cut)));
      readAnswers(Buffer.from(ANSWER.slice(cut)));
      expect(answers.splice(0), `cut at ${cut}`).to.deep.equal([[400, 'hello']]);
    }
  });

  it('several in one piece', () => {
    readAnswers(Buffer.from(ANSWER + ANSWER.replace('400', '200')));
    expect(answers).to.deep.equal([
      [400, 'hello'],
      [200, 'hello'],
    ]);
  });

  it('not before the last byte', () => {
    readAnswers(Buffer.from(ANSWER.slice(0, -1)));
    expect(answers).to.deep.equal([]);
  });

  it('and refuses one that does not say how long it is', () => {
    expect(() => readAnswers(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).to.throw('without Content-Length');
  });
});
