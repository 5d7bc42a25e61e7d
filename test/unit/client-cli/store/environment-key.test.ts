import { expect } from 'chai';
import { Problem } from '../../../../client-cli/problems/problem.ts';
import { readEnvironmentKey } from '../../../../client-cli/store/environment-key.ts';

const bytes = Buffer.from('fbff00112233445566778899aabbccddeeff00112233445566778899aabbccff', 'hex');
const salt = Buffer.alloc(16, 1);

describe('COUNTERSIGN_STORE_KEY', () => {
  const forms = {
    hex: bytes.toString('hex'),
    'hex in capitals': bytes.toString('hex').toUpperCase(),
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    'base64url with padding': `${bytes.toString('base64url')}=`,
    'hex and a line end, as from a file': `${bytes.toString('hex')}\n`,
  };
  for (const [name, text] of Object.entries(forms)) {
    it(`is read as ${name}`, async () => {
      expect(Buffer.from(await readEnvironmentKey(text).bytes(salt)).toString('hex')).to.equal(bytes.toString('hex'));
    });
  }

  it('is a passphrase otherwise, stretched with a salt of its own for each file (RFC 7914)', async () => {
    const key = readEnvironmentKey('correct horse battery');
    const [one, again, other] = await Promise.all([key.bytes(salt), key.bytes(salt), key.bytes(Buffer.alloc(16, 2))]);
    expect(one).to.have.length(32);
    expect(one).to.deep.equal(again);
    expect(one).not.to.deep.equal(other);
  });

  it('tells keys apart by name, but no passphrases: a name would help whoever guesses', () => {
    expect(readEnvironmentKey('00'.repeat(32)).id).not.to.equal(readEnvironmentKey('01'.repeat(32)).id);
    expect(readEnvironmentKey('correct horse battery').id).to.equal(readEnvironmentKey('another long passphrase').id);
  });

  it('is refused when it is too short to protect anything', () => {
    expect(() => readEnvironmentKey('hunter2'))
      .to.throw(Problem)
      .with.property('code', 'store_key_invalid');
  });
});
