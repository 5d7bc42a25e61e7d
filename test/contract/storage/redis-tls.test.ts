import { inspect } from 'node:util';

import { expect } from 'chai';

import { openStorage } from '../../../adapters/open-storage.ts';
import { StorageError } from '../../../server/ports/storage-error.ts';
import { makeCertificate } from '../../support/certificate.ts';
import type { ServerCertificate } from '../../support/certificate.ts';
import { ACL_RULES } from '../../support/redis-rights.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { createRememberingLog } from '../../support/storage-samples.ts';
import { describeStorage } from './describe-storage.ts';

const deps = { log: createRememberingLog(), clock: Date.now };
const PASSWORD = 'hunter2/with: signs';

async function startSecuredRedis(certificate: ServerCertificate): Promise<RedisServer> {
  return startRedisServer({ tls: certificate, users: [`countersign on >${PASSWORD.replace(' ', '')} ${ACL_RULES}`] });
}

function urlOf({ port }: RedisServer, { caFile }: ServerCertificate, password = PASSWORD.replace(' ', '')): string {
  return `rediss://countersign:${encodeURIComponent(password)}@127.0.0.1:${port}?tls_ca=${encodeURIComponent(caFile)}`;
}

describeStorage('a Redis with TLS, as a user who may do what docs/reliability.md says and no more', async () => {
  const certificate = await makeCertificate();
  const server = await startSecuredRedis(certificate);
  return {
    open: () => openStorage(urlOf(server, certificate), deps),
    async dispose() {
      await server.stop();
      await certificate.remove();
    },
  };
});

describe('a Redis with TLS and users', () => {
  let certificate: ServerCertificate;
  let other: ServerCertificate;
  let server: RedisServer;

  before(async () => {
    [certificate, other] = await Promise.all([makeCertificate(), makeCertificate()]);
    server = await startSecuredRedis(certificate);
  });
  after(async () => {
    await server.stop();
    await Promise.all([certificate.remove(), other.remove()]);
  });

  async function refusalOf(url: string): Promise<StorageError> {
    const outcome: unknown = await openStorage(url, deps).catch((error: unknown) => error);
    expect(outcome).to.be.instanceOf(StorageError);
    expect(inspect(outcome, { depth: null, showHidden: true })).not.to.include('hunter2');
    return outcome as StorageError;
  }

  it('is refused if nobody we trust vouches for it', async () => {
    expect(await refusalOf(urlOf(server, other))).to.have.property('code', 'storage_unreachable');
    const withoutCa = urlOf(server, certificate).replace(/\?.*/, '');
    expect((await refusalOf(withoutCa)).message).to.match(/certificate/);
  });

  it('is refused if it is made out to another name', async () => {
    const elsewhere = urlOf(server, certificate).replace('127.0.0.1', 'localhost');
    expect((await refusalOf(elsewhere)).message).to.include('localhost');
  });

  it('refuses a wrong password, in words that do not repeat it', async () => {
    const { message } = await refusalOf(urlOf(server, certificate, 'hunter2 is wrong'));
    expect(message).to.include('Check user and password').and.include(String(server.port));
  });

  it('is not sought at all if the file with the certificates cannot be read', async () => {
    const failure = await refusalOf(urlOf(server, { ...certificate, caFile: '/nowhere/ca.pem' }));
    expect(failure.message).to.include('/nowhere/ca.pem').and.include('tls_ca');
  });
});
