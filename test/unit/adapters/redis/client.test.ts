import { expect } from 'chai';

import { parseRedisUrl } from '../../../../adapters/redis/address.ts';
import { clusterOptions, reconnectPause, redisOptions } from '../../../../adapters/redis/client.ts';

describe('what ioredis is told', () => {
  it('about a single Redis with TLS', () => {
    expect(redisOptions(parseRedisUrl('rediss://app:secret@cache:6380/3'))).to.deep.include({
      host: 'cache',
      port: 6380,
      db: 3,
      username: 'app',
      password: 'secret',
      tls: {},
      enableAutoPipelining: true,
    });
  });

  it('about Sentinels, with TLS for them too', () => {
    const options = redisOptions(parseRedisUrl('redis+sentinel://:secret@s1,s2:26380/primary?sentinel_password=other&tls=true'));
    expect(options).to.deep.include({
      sentinels: [
        { host: 's1', port: 26379 },
        { host: 's2', port: 26380 },
      ],
      name: 'primary',
      password: 'secret',
      sentinelPassword: 'other',
      tls: {},
      enableTLSForSentinelMode: true,
      sentinelTLS: {},
    });
    expect(options).to.not.have.any.keys('host', 'port');
  });

  it('about a Cluster: with TLS its names are not resolved before the certificate is checked', () => {
    const options = clusterOptions(parseRedisUrl('redis+cluster://app:secret@n1,n2?tls=true'));
    expect(options.redisOptions).to.deep.include({ username: 'app', password: 'secret', tls: {} });
    let looked: unknown;
    options.dnsLookup?.('n1.example.com', (_error, address) => (looked = address));
    expect(looked).to.equal('n1.example.com');
  });

  it('never sends a command twice: a repeated step would be told that somebody else was first', () => {
    const never = { maxRetriesPerRequest: 0, autoResendUnfulfilledCommands: false };
    expect(redisOptions(parseRedisUrl('redis://h'))).to.include(never);
    expect(redisOptions(parseRedisUrl('redis+sentinel://h/primary'))).to.include(never);
    const cluster = clusterOptions(parseRedisUrl('redis+cluster://h'));
    expect(cluster.redisOptions).to.include(never);
    expect(cluster).to.include({ retryDelayOnFailover: 0 });
  });

  it('never sends a command late: whoever asked was told that it failed', () => {
    expect(redisOptions(parseRedisUrl('redis://h'))).to.include({ enableOfflineQueue: false });
    expect(clusterOptions(parseRedisUrl('redis+cluster://h'))).to.include({ enableOfflineQueue: false });
  });

  it('leaves the commands of a Cluster single, so that each can be redirected', () => {
    expect(clusterOptions(parseRedisUrl('redis+cluster://h')).enableAutoPipelining).not.to.be.true;
  });

  it('leaves a connection that is silent for longer than a command may take', () => {
    const { socketTimeout, commandTimeout } = redisOptions(parseRedisUrl('redis://h'));
    expect(socketTimeout).to.be.above(commandTimeout!);
  });

  it("trusts the certificates it is given in place of the system's", () => {
    expect(redisOptions(parseRedisUrl('rediss://h?tls_ca=ca.pem'), 'PEM').tls).to.deep.equal({ ca: 'PEM' });
    const sentinel = redisOptions(parseRedisUrl('redis+sentinel://h/primary?tls=true&tls_ca=ca.pem'), 'PEM');
    expect(sentinel).to.deep.include({ tls: { ca: 'PEM' }, sentinelTLS: { ca: 'PEM' } });
  });

  it('reconnects for ever, within a second', () => {
    expect([1, 2, 3, 1000].map(reconnectPause)).to.deep.equal([100, 200, 400, 1000]);
  });
});
