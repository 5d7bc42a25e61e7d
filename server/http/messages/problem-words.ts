/** What happened, and what to do now. */
export type ProblemWords = Readonly<{ what: string; next: string }>;
