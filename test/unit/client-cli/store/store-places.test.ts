import { expect } from 'chai';
import { placesFor } from '../../../../client-cli/store/store-places.ts';
import type { StoreRecord, StoreWish } from '../../../../client-cli/store/store-choice.ts';

const RECORDS: Readonly<Record<string, StoreRecord | undefined>> = {
  nothing: undefined,
  'the OS store': { kind: 'os' },
  'an own key': { kind: 'file', keySource: 'environment' },
  'a key file': { kind: 'file', keySource: 'key-file' },
  memory: { kind: 'memory' },
};

/** Where a login may be kept, the first place first: with COUNTERSIGN_STORE_KEY set, and without it. */
const TABLE: readonly (readonly [wish: StoreWish | undefined, last: string, withKey: string, without: string])[] = [
  [undefined, 'nothing', 'os environment', 'os key-file'],
  [undefined, 'the OS store', 'os', 'os'],
  [undefined, 'an own key', 'environment', 'environment'],
  [undefined, 'a key file', 'environment', 'key-file'],
  [undefined, 'memory', 'memory', 'memory'],
  ['auto', 'nothing', 'os environment', 'os key-file'],
  ['auto', 'the OS store', 'os', 'os'],
  ['auto', 'an own key', 'os environment', 'os environment'],
  ['auto', 'a key file', 'os environment', 'os key-file'],
  ['auto', 'memory', 'os environment', 'os key-file'],
];

describe('where a login may be kept', () => {
  for (const [wish, last, withKey, without] of TABLE) {
    it(`${wish ?? 'without a wish'}, after a login that had ${last}: ${without}; with a key of one's own: ${withKey}`, () => {
      expect([placesFor(wish, RECORDS[last], true)].flat().join(' ')).to.equal(withKey);
      expect([placesFor(wish, RECORDS[last], false)].flat().join(' ')).to.equal(without);
    });
  }

  it('is where somebody names it, whatever was before', () => {
    for (const record of Object.values(RECORDS)) {
      expect(placesFor('os', record, true)).to.deep.equal(['os']);
      expect(placesFor('file', record, true)).to.deep.equal(['environment']);
      expect(placesFor('file', record, false)).to.deep.equal(['key-file']);
      expect(placesFor('memory', record, true)).to.equal('memory');
    }
  });

  it('is never a weaker place than before, unless somebody names it', () => {
    const strength = ['key-file', 'environment', 'os'];
    for (const wish of [undefined, 'auto'] as const) {
      for (const record of Object.values(RECORDS)) {
        for (const hasKey of [true, false]) {
          if (record === undefined || record.kind === 'memory') continue;
          const before = strength.indexOf(record.kind === 'os' ? 'os' : record.keySource);
          for (const place of placesFor(wish, record, hasKey)) expect(strength.indexOf(place)).to.be.at.least(before);
        }
      }
    }
  });
});
