import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';

import { createLog } from '../../../../server/observe/log.ts';

async function logged(pretty: boolean, fields: Record<string, unknown>): Promise<string> {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const log = createLog({ level: 'info', pretty, stream, clock: () => 1_700_000_000_000 });
  log.info('thing.happened', fields);
  log.debug('thing.whispered', fields);
  await sleep(10);
  return text;
}

describe('the log', () => {
  it('is one line of JSON for each event, numbers of any size included', async () => {
    expect(JSON.parse(await logged(false, { pairing: 'abc', size: 5n }))).to.deep.equal({
      timestamp: '2023-11-14T22:13:20.000Z',
      level: 'info',
      message: 'thing.happened',
      pairing: 'abc',
      size: '5',
    });
  });

  it('commands no terminal, whatever came from outside', async () => {
    const line = await logged(true, { reason: '\u001b]0;owned\u0007\u009b31m', deep: { reason: '\u001b[2J' } });
    expect(line).to.include('reason=\\x1b]0;owned\\x07\\x9b31m').and.to.include('thing.happened');
    expect(line.replaceAll(/\u001b\[\d+m/g, '')).not.to.match(/[^\P{Cc}\n]/u);
  });
});
