import { expect } from 'chai';

import { describeAddress, parseRedisUrl } from '../../../../adapters/redis/address.ts';
import type { RedisAddress } from '../../../../adapters/redis/address.ts';
import { StorageError } from '../../../../server/ports/storage-error.ts';

describe('parseRedisUrl', () => {
  const readable: readonly [url: string, address: RedisAddress][] = [
    ['redis://localhost', { kind: 'single', nodes: [{ host: 'localhost', port: 6379 }], tls: false, database: 0 }],
    ['redis://localhost/', { kind: 'single', nodes: [{ host: 'localhost', port: 6379 }], tls: false, database: 0 }],
    [
      'rediss://app:p%40ss%3A%2F@cache.example.com:6380/3',
      {
        kind: 'single',
        nodes: [{ host: 'cache.example.com', port: 6380 }],
        tls: true,
        username: 'app',
        password: 'p@ss:/',
        database: 3,
      },
    ],
    [
      'redis://:secret@[::1]:7000',
      { kind: 'single', nodes: [{ host: '::1', port: 7000 }], tls: false, password: 'secret', database: 0 },
    ],
    [
      'redis+sentinel://:secret@s1,s2:26380,[fd00::3]/primary/2?sentinel_password=other%2Fone&tls=true',
      {
        kind: 'sentinel',
        nodes: [
          { host: 's1', port: 26379 },
          { host: 's2', port: 26380 },
          { host: 'fd00::3', port: 26379 },
        ],
        tls: true,
        password: 'secret',
        sentinelPassword: 'other/one',
        masterName: 'primary',
        database: 2,
      },
    ],
    [
      'redis+cluster://app:secret@n1:7001,n2:7002?tls=false',
      {
        kind: 'cluster',
        nodes: [
          { host: 'n1', port: 7001 },
          { host: 'n2', port: 7002 },
        ],
        tls: false,
        username: 'app',
        password: 'secret',
        database: 0,
      },
    ],
    [
      'rediss://h?tls_ca=%2Fetc%2Fredis%2Fca.pem&wait_replicas=1',
      {
        kind: 'single',
        nodes: [{ host: 'h', port: 6379 }],
        tls: true,
        tlsCaFile: '/etc/redis/ca.pem',
        confirmation: { replicas: 1, timeout: 500 },
        database: 0,
      },
    ],
    [
      'redis+cluster://h?wait_replicas=2&wait_timeout=80ms',
      {
        kind: 'cluster',
        nodes: [{ host: 'h', port: 6379 }],
        tls: false,
        confirmation: { replicas: 2, timeout: 80 },
        database: 0,
      },
    ],
  ];
  for (const [url, address] of readable) {
    it(`reads ${url}`, () => expect(parseRedisUrl(url)).to.deep.equal(address));
  }

  const unreadable: readonly [url: string, problem: string][] = [
    ['redis://', 'right form'],
    ['redis://a,b', 'more than one host'],
    ['redis://host:0', 'HOST:PORT'],
    ['redis://host:65536', 'HOST:PORT'],
    ['redis://::1', 'HOST:PORT'],
    ['redis://host/zero', 'database'],
    ['redis://host/0/1', 'database'],
    ['redis://hunter2@host', 'user but no password'],
    ['redis://u:hunter2%zz@host', 'hexadecimal'],
    ['redis://u:hunter2@host?tls=true', 'parameter'],
    ['redis+sentinel://u:hunter2@host', 'group'],
    ['redis+sentinel://host/primary?sentinel_pasword=hunter2', 'parameter'],
    ['redis+cluster://host/1', 'no databases'],
    ['redis+cluster://host?tls=yes', 'parameter'],
    ['redis://host?tls_ca=hunter2', 'needs TLS'],
    ['rediss://host?tls_ca=', 'needs TLS'],
    ['redis://host?wait_replicas=0', 'wait_replicas'],
    ['redis://host?wait_timeout=500ms', 'is missing'],
    ['redis://host?wait_replicas=1&wait_timeout=hunter2', 'wait_timeout'],
    ['redis://host?wait_replicas=1&wait_timeout=801ms', 'between 1ms and 800ms'],
    ['redis+unix://hunter2/socket', 'kind'],
  ];
  for (const [url, problem] of unreadable) {
    it(`refuses ${url} without repeating it`, () => {
      expect(() => parseRedisUrl(url))
        .to.throw(StorageError, problem)
        .with.property('code', 'storage_url');
      expect(() => parseRedisUrl(url)).to.not.throw('hunter2');
    });
  }
});

describe('describeAddress', () => {
  it('names every host and port and nothing else', () => {
    const address = parseRedisUrl('redis+sentinel://u:hunter2@s1,[::1]:7/primary?sentinel_password=hunter3');
    expect(describeAddress(address)).to.equal('s1:26379, [::1]:7');
  });
});
