import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect } from 'chai';

import { runJob } from '../../../../bench/load/run-job.ts';
import type { LoadJob } from '../../../../bench/load/job.ts';

describe('a job of the load generator', () => {
  let server: Server;
  let received: string[];
  let proofs: unknown[];
  let job: LoadJob;

  beforeEach(async () => {
    received = [];
    proofs = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push(body);
        proofs.push(request.headers.dpop);
        const answer = JSON.stringify({ next: `${body.slice('form='.length)}+` });
        response.writeHead(body.endsWith('bad') ? 500 : 200, { 'Content-Length': answer.length }).end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    job = {
      port: (server.address() as AddressInfo).port,
      path: '/token',
      contentType: 'application/x-www-form-urlencoded',
      body: 'form=',
      values: { kind: 'each', values: ['a', 'b', 'c', 'd', 'e'] },
      connections: 2,
      seconds: Infinity,
      expected: { status: 200, text: '"next"' },
      keepBodies: true,
    };
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('sends each value once, and keeps the answers', async () => {
    const { requests, bodies } = await runJob(job);
    expect(requests).to.equal(5);
    expect(received.toSorted()).to.deep.equal(['form=a', 'form=b', 'form=c', 'form=d', 'form=e']);
    expect(bodies).to.have.length(5);
  });

  it('sends a proof with each, if it is to, and else none', async () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    await runJob({ ...job, proving: { keys: [key], use: 'once' } });
    expect(new Set(proofs).size).to.equal(5);
    for (const proof of proofs) expect(proof).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    proofs = [];
    await runJob(job);
    expect(proofs).to.deep.equal(Array(5).fill(undefined));
  });

  it('goes on with what the answer before said', async () => {
    const values = { kind: 'chain', first: ['a'], field: 'next' } as const;
    await runJob({ ...job, values, connections: 1, requests: 3 });
    expect(received).to.deep.equal(['form=a', 'form=a+', 'form=a++']);
  });

  it('fails on an answer that is not the expected one: a fast refusal is no result', async () => {
    const refused = await runJob({ ...job, values: { kind: 'each', values: ['bad'] } }).catch((error: unknown) => error);
    expect(refused).to.be.an('error').with.property('message').that.includes('answered 500');
  });

  it('fails when it did less than it was to do: nothing would have been measured', async () => {
    const late = await runJob({ ...job, seconds: 0 }).catch((error: unknown) => error);
    expect(late).to.be.an('error').with.property('message').that.includes('0 of 5 requests');
  });
});
