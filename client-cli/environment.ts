/** The variables a process was started with. Only main.ts reads the real ones; a program that uses the library hands over its own. */
export type Environment = Readonly<Record<string, string | undefined>>;
