import type { Decision, DeviceRequest } from '../../server/domain/device-request.ts';
import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import type { StoredState } from '../../server/domain/pairing-state.ts';
import type { StoredDeviceCode } from '../../server/ports/device-codes.ts';

/**
 * The fields of a device request's hash. One letter each and no value twice: there may be very many of them. As long as every value is
 * within 64 bytes, as they usually are, Redis keeps the whole hash in one compact block (`hash-max-listpack-value`); a longer value only
 * costs memory.
 *
 * `s`, `c`, `e`, `i` and `b` are what a poll reads and the scripts know; the others are the request as it came, and what became of it.
 *
 * @see {@link https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/ Redis, memory optimization}
 */
const FIELDS = {
  state: 's',
  clientId: 'c',
  expiresAt: 'e',
  interval: 'i',
  /** The slot booked by the last poll in time: written once at the beginning, and then by the poll script. */
  bookedUntil: 'b',
  pairingId: 'y',
  /** Separated by blanks, as in RFC 6749, section 3.3. */
  scopes: 'o',
  resource: 'r',
  deviceName: 'n',
  address: 'a',
  userAgent: 'g',
  codeChallenge: 'h',
  dpopThumbprint: 'j',
  signIn: 'q',
  /** From `requestedAt` to `expiresAt`, in milliseconds: shorter than an instant. */
  lifetime: 'l',
  decision: 'd',
  consumedAt: 'u',
} as const;

/**
 * The slot before the first poll: long past, and as wide as any other. So the field has its place from the beginning, among those that a poll reads, and every poll
 * writes over it where it stands; a field put at the end by the first poll moves the hash to another place in memory, of very many codes to one that no cache has.
 */
const NOT_YET_POLLED = '1000000000000';

/** What HGETALL answers: no entries if there is no such key. */
export type Hash = Readonly<Record<string, string>>;

/** A new request as fields and values, in the order HSET takes them. */
export function toFields(request: DeviceRequest): string[] {
  const values = {
    state: 'pending',
    clientId: request.clientId,
    expiresAt: String(request.expiresAt),
    interval: String(request.interval),
    bookedUntil: NOT_YET_POLLED,
    pairingId: request.pairingId,
    scopes: request.scopes.length > 0 ? request.scopes.join(' ') : undefined,
    resource: request.resource,
    deviceName: request.deviceName,
    address: request.origin.address,
    userAgent: request.origin.userAgent,
    codeChallenge: request.codeChallenge,
    dpopThumbprint: request.dpopThumbprint,
    signIn: request.signIn && JSON.stringify(request.signIn),
    lifetime: String(request.expiresAt - request.requestedAt),
  } satisfies Partial<Record<keyof typeof FIELDS, string | undefined>>;

  const pairs = Object.entries(values) as [keyof typeof values, string | undefined][];
  return pairs.flatMap(([name, value]) => (value === undefined ? [] : [FIELDS[name], value]));
}

/** The request that a hash holds, or undefined if there is none. */
export function fromFields(key: Fingerprint, hash: Hash): StoredDeviceCode | undefined {
  const state = hash[FIELDS.state] as StoredState | undefined;
  if (state === undefined) return undefined;
  const decision = hash[FIELDS.decision];
  const consumedAt = hash[FIELDS.consumedAt];
  return {
    key,
    request: readRequest(hash),
    state,
    ...(decision !== undefined && { decision: JSON.parse(decision) as Decision }),
    ...(consumedAt !== undefined && { consumedAt: Number(consumedAt) }),
  };
}

function readRequest(hash: Hash): DeviceRequest {
  const optional = (name: 'resource' | 'deviceName' | 'codeChallenge' | 'dpopThumbprint') => {
    const value = hash[FIELDS[name]];
    return value === undefined ? {} : { [name]: value };
  };
  const signIn = hash[FIELDS.signIn];
  const expiresAt = Number(hash[FIELDS.expiresAt]);
  return {
    pairingId: hash[FIELDS.pairingId] ?? '',
    clientId: hash[FIELDS.clientId] ?? '',
    scopes: hash[FIELDS.scopes]?.split(' ') ?? [],
    ...optional('resource'),
    ...optional('deviceName'),
    origin: { address: hash[FIELDS.address] ?? '', userAgent: hash[FIELDS.userAgent] ?? '' },
    ...optional('codeChallenge'),
    ...optional('dpopThumbprint'),
    ...(signIn !== undefined && { signIn: JSON.parse(signIn) as NonNullable<DeviceRequest['signIn']> }),
    requestedAt: expiresAt - Number(hash[FIELDS.lifetime]),
    expiresAt,
    interval: Number(hash[FIELDS.interval]),
  };
}
