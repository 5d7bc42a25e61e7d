import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

import type { LoadJob, LoadResult } from './job.ts';
import { createNextValues } from './next-value.ts';
import type { NextValue } from './next-value.ts';
import { createNextProofs } from './proofs.ts';
import type { NextProof } from './proofs.ts';
import { createReadAnswers } from './read-answers.ts';

/** Runs a job to its end. @throws if an answer was not the expected one, a connection broke, or fewer requests were made than the job says */
export async function runJob(job: LoadJob): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: job.connections }, () => openConnection(job.port)));
  const latencies: number[] = [];
  const bodies: string[] = [];
  const nextValues = createNextValues(job.values, Math.random);
  const nextProofs = job.proving && createNextProofs(job, job.proving, Math.random);
  const begin = performance.now();
  const deadline = begin + job.seconds * 1000;
  let begun = 0;

  function mayBegin(): boolean {
    return performance.now() < deadline && begun < (job.requests ?? Infinity);
  }

  const keepBusy = (socket: Socket, nextValue: NextValue, nextProof: NextProof | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      let sentAt = 0;
      const send = (lastAnswer: Buffer | undefined): void => {
        const value = mayBegin() ? nextValue(lastAnswer) : undefined;
        if (value === undefined) return resolve();
        begun += 1;
        sentAt = performance.now();
        socket.write(writeRequest(job, value, nextProof?.()), 'latin1');
      };
      const readAnswers = createReadAnswers((status, body) => {
        latencies.push(performance.now() - sentAt);
        if (status !== job.expected.status || !body.includes(job.expected.text))
          return reject(new Error(`${job.path} answered ${status} ${body.toString()}`));
        if (job.keepBodies) bodies.push(body.toString());
        send(body);
      });
      socket.on('data', (chunk: Buffer) => {
        try {
          readAnswers(chunk);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      socket.once('error', reject).once('close', () => reject(new Error('the server closed a connection')));
      send(undefined);
    });

  try {
    await Promise.all(sockets.map((socket, connection) => keepBusy(socket, nextValues(), nextProofs?.(connection))));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const seconds = (performance.now() - begin) / 1000;
  const wanted = leastRequests(job);
  if (latencies.length < wanted) throw new Error(`${job.path}: ${latencies.length} of ${wanted} requests were made`);
  latencies.sort((a, b) => a - b);
  return { requests: latencies.length, seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), bodies };
}

/** A job that did less than this has measured nothing. */
function leastRequests({ values, requests, connections }: LoadJob): number {
  if (values.kind === 'each') return values.values.length;
  return requests ?? connections;
}

async function openConnection(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function writeRequest({ port, path, contentType, body }: LoadJob, value: string, proof: string | undefined): string {
  return (
    `POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nUser-Agent: countersign-bench\r\nAccept: application/json\r\n` +
    (proof === undefined ? '' : `DPoP: ${proof}\r\n`) +
    `Content-Type: ${contentType}\r\nContent-Length: ${body.length + value.length}\r\n\r\n${body}${value}`
  );
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
