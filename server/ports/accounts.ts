/** Someone who may hand rights to a console. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly roles: readonly string[];
  /** Stands for what the person signs in with: another password is another value. No secret is to be had from it. */
  readonly credentials?: string;
}

/**
 * The people the server knows by itself. Asked when a person signs in, and again at every redemption and refresh: a person who was locked or removed gets no
 * token, however long ago they approved (CVE-2026-88770 elsewhere).
 */
export interface Accounts {
  /** The account, or undefined if there is none or it is locked. */
  find(id: string): Promise<Account | undefined>;
}
