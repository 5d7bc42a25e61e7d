/** A scope as an API offers it. */
export interface OfferedScope {
  readonly name: string;
  /** Who may hand it to a console; undefined means everybody. */
  readonly roles?: readonly string[];
}

/** What of a request a person can grant. */
export interface Apportionment<S extends OfferedScope> {
  readonly granted: readonly S[];
  /** Asked for, but not theirs to hand out. */
  readonly leftOut: readonly S[];
}

/** A person can hand a console only what their own roles hold. */
export function apportion<S extends OfferedScope>(asked: readonly S[], roles: readonly string[]): Apportionment<S> {
  const mayGrant = (scope: S): boolean => scope.roles === undefined || scope.roles.some((role) => roles.includes(role));
  return { granted: asked.filter(mayGrant), leftOut: asked.filter((scope) => !mayGrant(scope)) };
}
