/** The points of a renewal between which everything can happen to a process. */
export const BREAK_POINTS = ['locked', 'send', 'answered', 'publish', 'published'] as const;
/** Where a renewal can be stopped. */
export type BreakPoint = (typeof BREAK_POINTS)[number];

/** What happens to it there. */
export type BreakAction = 'kill' | 'stop' | 'disk-full';

/** The variables that let something happen to a console. */
export function breakHere(point: BreakPoint, action: BreakAction): Readonly<Record<string, string>> {
  const program = new URL('break-here.ts', import.meta.url).href;
  return { NODE_OPTIONS: `--no-warnings --import=${program}`, BREAK_HERE: `${point} ${action}` };
}
