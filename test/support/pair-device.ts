import { askForCode, poll } from './http-console.ts';
import type { Parameters } from './http-console.ts';
import { createPerson } from './person.ts';
import type { Person } from './person.ts';

/** The token answer of a console that was paired (RFC 8628, section 3.5). */
export type Tokens = Readonly<Record<string, unknown>>;

/** Signs somebody in, in a browser of their own: alice, if nobody else is named. */
export async function signedIn(issuer: string, username?: string, password?: string): Promise<Person> {
  const person = createPerson(issuer);
  await person.signIn(username, password);
  return person;
}

/** Pairs a console over plain HTTP: it asks, the person approves, it redeems. */
export async function pairDevice(
  issuer: string,
  person: Person,
  parameters: Parameters = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Tokens> {
  const pending = await askForCode(issuer, parameters, headers);
  await person.decide(pending.user_code, 'approve');
  const { client_id: clientId = 'console' } = parameters;
  const { status, body } = await poll(issuer, pending.device_code, { client_id: clientId }, headers);
  if (status !== 200) throw new Error(`not paired: ${JSON.stringify(body)}`);
  return body;
}
