/** The scripts as methods: the key first, then the arguments in the order the script says. */
export interface Scripts extends DurableScripts {
  csOpen(key: string, forgetAt: number, ...fields: string[]): Promise<0 | 1>;
  /** The number of keys, the keys, the tolerance, the instants. */
  csPoll(...args: readonly (string | number)[]): Promise<(PolledHash | 0)[]>;
  csCount(key: string, now: number, until: number): Promise<[count: number, until: string]>;
  csGiveBack(key: string, now: number): Promise<1>;
  csTakeBack(key: string, ttl: number, afterLength: number, ...afterAndBefore: string[]): Promise<0 | 1>;
}

/** What the poll script finds; the hash is its fields and values in turn. */
export type PolledHash = readonly [
  state: string,
  clientId: string,
  expiresAt: string,
  tooEarly: 0 | 1,
  hash: readonly string[] | null,
];

/** The scripts whose outcome is a promise to somebody: see `durable-steps.ts`. */
export interface DurableScripts {
  csDecide(
    key: string,
    state: string,
    decision: string,
    now: number,
  ): Promise<'decided' | 'already-decided' | 'expired' | 'unknown'>;
  csSpend(key: string, now: number): Promise<0 | 1>;
  csSaveGrant(
    key: string,
    keepUntil: number,
    accountId: string,
    clientId: string,
    payload: string,
    device: string,
    name: string,
  ): Promise<1>;
  csEndGrant(key: string, accountId: string): Promise<string>;
  csRename(key: string, accountId: string, name: string): Promise<0 | 1>;
  csIssue(key: string, tokenKey: string, payload: string, expiresAt: number, from: string): Promise<0 | 1>;
  csRotate(
    key: string,
    presented: string,
    currentKey: string,
    nextKey: string,
    payload: string,
    expiresAt: number,
    from: string,
    now: number,
  ): Promise<0 | 1>;
  csKeepPlace(
    key: string,
    now: number,
    overAt: number,
    id: string,
    clientId: string,
    max: number,
    place: string,
    ...gone: string[]
  ): Promise<0 | 1>;
  csConnect(
    key: string,
    id: string,
    clientId: string,
    max: number,
    place: string,
    ...gone: string[]
  ): Promise<'connected' | 'ended' | 'full'>;
  csLeave(key: string, id: string, now: number): Promise<'none' | 'awaited' | 'paired'>;
}
