import { pendingCode } from './job.ts';
import type { Values } from './job.ts';

/** The value of a connection's next request, or undefined when it has nothing more to send. */
export type NextValue = (lastAnswer: Buffer | undefined) => string | undefined;

/** Gives every connection its own way to the next value. */
export function createNextValues(values: Values, random: () => number): () => NextValue {
  switch (values.kind) {
    case 'none':
      return () => () => '';
    case 'pending':
      return () => () => pendingCode(Math.floor(random() * values.count));
    case 'each': {
      let taken = 0;
      return () => () => values.values[taken++];
    }
    case 'chain': {
      let begun = 0;
      return () => {
        const first = values.first[begun++];
        return (lastAnswer) => (lastAnswer === undefined ? first : readField(lastAnswer, values.field));
      };
    }
  }
}

function readField(answer: Buffer, field: string): string {
  const value = (JSON.parse(answer.toString()) as Record<string, unknown>)[field];
  if (typeof value !== 'string') throw new Error(`an answer without ${field}`);
  return value;
}
