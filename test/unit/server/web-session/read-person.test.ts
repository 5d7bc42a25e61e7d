import { expect } from 'chai';
import fc from 'fast-check';

import { readPerson } from '../../../../server/web-session/read-person.ts';
import type { Claims } from '../../../../server/web-session/read-person.ts';

const NOW = 1_700_000_000_000;
const names = {
  subject: 'sub',
  name: 'name',
  email: 'email',
  roles: 'roles',
  session: 'sid',
  acr: 'acr',
  amr: 'amr',
  auth_time: 'auth_time',
};
const read = (claims: Claims, mapping: object = {}) => readPerson(claims, { names: { ...names, ...mapping } }, NOW);

describe('reading a person from claims', () => {
  it('takes over what is said, under the registered names', () => {
    const auth_time = NOW / 1000 - 5;
    const claims = {
      sub: 'a-1',
      name: 'Alice',
      email: 'a@example.com',
      roles: ['owner'],
      sid: 's1',
      acr: 'mfa',
      amr: ['otp'],
      auth_time,
    };
    expect(read(claims)).to.deep.equal({
      signIn: 's1',
      person: {
        id: 'a-1',
        name: 'Alice',
        email: 'a@example.com',
        roles: ['owner'],
        authTime: auth_time,
        acr: 'mfa',
        amr: ['otp'],
      },
    });
  });

  it('finds claims under other names: a whole one first, then by its dots', () => {
    expect(read({ sub: 'a', realm_access: { roles: ['x'] } }, { roles: 'realm_access.roles' })?.person.roles).to.deep.equal([
      'x',
    ]);
    expect(
      read({ sub: 'a', 'https://x.example/roles': 'y z' }, { roles: 'https://x.example/roles' })?.person.roles,
    ).to.deep.equal(['y', 'z']);
  });

  it('calls somebody without a name by their address, and without that by their id', () => {
    expect(read({ sub: 'a', email: 'a@example.com' })?.person.name).to.equal('a@example.com');
    expect(read({ sub: 'a' })?.person.name).to.equal('a');
  });

  it('finds no person without an id, and mends none: two ids must never become one', () => {
    for (const sub of [undefined, '', ' a', 'a ', 'a\n', 'a\u200b', 'a'.repeat(256), 1.5, {}, ['a'], true])
      expect(read({ sub }), JSON.stringify(sub)).to.equal(undefined);
    expect(read({ sub: 42 })?.person.id).to.equal('42');
  });

  it('tells sign-ins apart by the session, else by the time, else not at all', () => {
    expect(read({ sub: 'a', sid: 's', auth_time: 5 })?.signIn).to.equal('s');
    expect(read({ sub: 'a', auth_time: 5 })?.signIn).to.equal('5');
    expect(read({ sub: 'a' })?.signIn).to.equal('');
  });

  it('believes no sign-in in the future, beyond what clocks differ: it would be fresh for ever', () => {
    expect(read({ sub: 'a', auth_time: NOW / 1000 + 60 })?.person.authTime).to.equal(NOW / 1000 + 60);
    expect(read({ sub: 'a', auth_time: NOW / 1000 + 61 })?.person).not.to.have.property('authTime');
  });

  it('gives roles the names they have here, and drops those that have none', () => {
    const roles = { admins: 'owner', root: 'owner', staff: 'viewer' };
    const person = readPerson({ sub: 'a', roles: ['admins', 'root', 'toString', 'owner'] }, { names, roles }, NOW)?.person;
    expect(person?.roles).to.deep.equal(['owner']);
  });

  it('never throws, whatever the claims, and what it finds is of the right kind', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.values(names)), fc.anything()), (claims) => {
        const person = read({ ...claims, sub: 'a' })?.person;
        expect(person?.id).to.equal('a');
        expect(person?.name).to.match(/^[^\p{Cc}]{1,100}$/u);
        expect(person?.roles.every((role) => typeof role === 'string')).to.equal(true);
        expect(person?.authTime ?? 0).to.be.a('number');
      }),
    );
  });
});
