import { toNumericDate } from '../domain/units.ts';
import type { Instant, Seconds } from '../domain/units.ts';
import type { Person } from '../http/visitor.ts';
import type { PersonMapping } from '../settings/web-session-settings.ts';

/** What somebody else says about a person. */
export type Claims = Readonly<Record<string, unknown>>;

/** A person, and what tells this sign-in of theirs from the next. */
export interface SignedInPerson {
  readonly person: Person;
  readonly signIn: string;
}

/** A name is one line on a page. */
const LONGEST_NAME = 100;
/** A sign-in in the future would be fresh for ever; so much is a matter of clocks. */
const CLOCK_TOLERANCE: Seconds = 60;

/**
 * Takes over what the claims say about a person, under the names that the settings give them. What is of the wrong kind is as good as not said; without a subject there is
 * no person.
 *
 * Without a claim for the session (`sid`), the time of the sign-in tells one from the next, and without that, the person alone.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims OpenID Connect Core, section 5.1}
 */
export function readPerson(claims: Claims, { names, roles: roleNames }: PersonMapping, now: Instant): SignedInPerson | undefined {
  const id = asId(claimAt(claims, names.subject));
  if (id === undefined) return undefined;
  const email = asLine(claimAt(claims, names.email));
  const acr = asLine(claimAt(claims, names.acr));
  const amr = asList(claimAt(claims, names.amr));
  const authTime = asPastTime(claimAt(claims, names.auth_time), now);
  return {
    signIn: asId(claimAt(claims, names.session)) ?? String(authTime ?? ''),
    person: {
      id,
      name: asLine(claimAt(claims, names.name)) ?? email ?? id,
      ...(email === undefined ? {} : { email }),
      roles: translate(asList(claimAt(claims, names.roles)) ?? [], roleNames),
      ...(authTime === undefined ? {} : { authTime }),
      ...(acr === undefined ? {} : { acr }),
      ...(amr === undefined ? {} : { amr }),
    },
  };
}

/** The claim of this very name, or the one that its dots lead to. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined,
      claims,
    );
}

/** An id is compared letter by letter, so nothing about it is mended: it is one, or it is none. */
function asId(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^[^\p{C}\p{Z}]{1,255}$/u.test(text) ? text : undefined;
}

function asLine(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line === '' ? undefined : line.slice(0, LONGEST_NAME).toWellFormed();
}

/** A list of texts, or one text with blanks between, as in `scope` (RFC 9068, section 2.2.3.1, knows the former, many products the latter). */
function asList(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value.split(' ').filter((text) => text !== '');
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : undefined;
}

function asPastTime(value: unknown, now: Instant): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  return value <= toNumericDate(now) + CLOCK_TOLERANCE ? Math.floor(value) : undefined;
}

function translate(theirs: readonly string[], names: PersonMapping['roles']): readonly string[] {
  if (names === undefined) return theirs;
  return [...new Set(theirs.flatMap((role) => (Object.hasOwn(names, role) ? (names[role] ?? []) : [])))];
}
