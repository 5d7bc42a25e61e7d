/** What a command has to say, and how the process should end. Only main.ts prints and exits. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly lines: readonly string[];
}
