import { expect } from 'chai';

import { deepFreeze, FrozenMap } from '../../../../server/settings/frozen.ts';

describe('what is frozen cannot be changed', () => {
  it('a frozen map reads like a map', () => {
    const map = new FrozenMap([
      ['a', 1],
      ['b', 2],
    ]);
    expect([...map])
      .to.deep.equal([...map.entries()])
      .and.deep.equal([
        ['a', 1],
        ['b', 2],
      ]);
    expect([...map.keys(), ...map.values(), map.size, map.get('b'), map.has('c')]).to.deep.equal(['a', 'b', 1, 2, 2, 2, false]);
    const seen: unknown[] = [];
    map.forEach((value, key, whole) => seen.push([value, key, whole === map]));
    expect(seen).to.deep.equal([
      [1, 'a', true],
      [2, 'b', true],
    ]);
  });

  it('has nothing by which it could be changed, not even the methods of Map', () => {
    const map = new FrozenMap([['a', 1]]);
    expect(map).to.not.have.any.keys('set', 'delete', 'clear');
    expect(() => Map.prototype.set.call(map as never, 'a', 2)).to.throw(TypeError);
    expect(map.get('a')).to.equal(1);
  });

  it('freezes trees through lists, objects and frozen maps', () => {
    const leaf = { deep: [{ deeper: true }] };
    const tree = deepFreeze({ map: new FrozenMap([['leaf', leaf]]), list: [[1]] });
    expect([tree, tree.list, tree.list[0], leaf, leaf.deep, leaf.deep[0]].every(Object.isFrozen)).to.equal(true);
  });
});
