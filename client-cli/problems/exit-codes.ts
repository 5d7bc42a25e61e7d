/** How a command ends, the same with and without `--json`. Scripts branch on these numbers: they are promises. */
export const EXIT = {
  ok: 0,
  other: 1,
  usage: 2,
  configuration: 3,
  loginNeeded: 4,
  denied: 5,
  expired: 6,
  temporary: 7,
  store: 8,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the numbers in {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
