import { describeInterop } from '../support/interop-steps.ts';
import type { Interop } from '../support/interop-steps.ts';
import { startDjango, whyNoDjango } from '../support/django-oauth-toolkit/start-django.ts';
import { createFormFiller } from '../support/form-filler.ts';

/** Its own pages: sign in, type the code, accept or deny. */
async function decide(origin: string, userCode: string, approved: boolean): Promise<void> {
  const person = createFormFiller();
  await person.open(`${origin}/device/`);
  await person.send({ username: 'alice', password: 'wonderland' });
  await person.send({ user_code: userCode });
  await person.send({}, ['action', approved ? 'accept' : 'deny']);
}

const django: Interop = {
  start: startDjango,
  loginArgs: (origin) => ['--issuer', origin, '--device-endpoint', `${origin}/device-authorization/`, '--scope', 'read'],
  decide,
  tokenType: 'Bearer',
  revokes: true,
};

const reason = whyNoDjango();
const suite = reason === undefined ? describe : describe.skip;

suite(`Django OAuth Toolkit, whose metadata leave out the device endpoint${reason === undefined ? '' : ` (${reason})`}`, () => {
  describeInterop(django);
});

suite(`Django OAuth Toolkit by its endpoints, and nothing looked up${reason === undefined ? '' : ` (${reason})`}`, () => {
  describeInterop({
    ...django,
    loginArgs: (origin) => [
      ...['--device-endpoint', `${origin}/device-authorization/`, '--token-endpoint', `${origin}/token/`],
      ...['--revocation-endpoint', `${origin}/revoke_token/`, '--scope', 'read'],
    ],
  });
});
