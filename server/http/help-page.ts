import { exitCodeOf, HELP_TOPICS } from './help-topics.ts';
import type { HelpAnchor, HelpTopic } from './help-topics.ts';
import type { Messages } from './messages/en.ts';

/** A topic as the troubleshooting page shows it. */
export interface HelpSection {
  /** Its own address on the page, beside those of its messages. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly steps: readonly string[];
  readonly messages: readonly HelpMessage[];
}

/** A message by what people see of it: a sentence of a page, or the code of the console or of OAuth. */
export interface HelpMessage {
  readonly id: HelpAnchor;
  readonly sentence: string | undefined;
  readonly exitCode: number | undefined;
}

/** The troubleshooting page in one language. */
export function describeHelp(text: Messages): readonly HelpSection[] {
  const sentences = sentencesOf(text);
  return (Object.keys(HELP_TOPICS) as HelpTopic[]).map((topic) => ({
    id: `about-${topic.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    ...text.help.topics[topic],
    messages: HELP_TOPICS[topic].map((id) => ({ id, sentence: sentences.get(id), exitCode: exitCodeOf(id) })),
  }));
}

/** What our pages say, by anchor. */
function sentencesOf({ enterCode, signIn, review, devices, problem }: Messages): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(enterCode.problems).map(([code, { what }]) => [`code-${code}`, what] as const),
    ...Object.entries(review.obstacles).map(([code, { what }]) => [`review-${code}`, what] as const),
    ...Object.entries(devices.problems).map(([code, { what }]) => [`devices-${code}`, what] as const),
    ...Object.entries(signIn.problems).map(([code, { what }]) => [`sign-in-${code}`, what] as const),
    ...Object.entries(problem.problems).map(([code, { heading }]) => [`page-${code}`, heading] as const),
  ]);
}
