import type { Waiting } from '../device-grant/poll-for-tokens.ts';
import { asCountdown, inWords } from '../terminal/say-time.ts';
import type { Milliseconds } from '../units.ts';
import type { CommandContext } from './context.ts';

/** Tells a person that the console waits, and how long it will. */
export interface WaitingLine {
  show(waiting: Waiting): void;
  end(): void;
}

const EACH_SECOND: Milliseconds = 1000;
const EACH_MINUTE: Milliseconds = 60_000;

/** A line that counts down; where lines cannot be rewritten or should not be, a sentence at the start, when something changes, and each minute. */
export function createWaitingLine({ screen, time }: CommandContext): WaitingLine {
  const { animation, paint, columns } = screen.err;
  let timer: NodeJS.Timeout | undefined;
  let endsAt: Milliseconds = 0;
  let trouble: string | undefined;
  let said: string | undefined;
  let saidAt: Milliseconds = 0;

  function draw(): void {
    const left = endsAt - time.elapsed();
    const state = trouble === undefined ? 'Waiting for approval' : `${trouble} Still trying`;
    const room = columns - 14;
    screen.live(
      `  ${paint('faint', `${state.length > room ? `${state.slice(0, room - 1)}…` : state} · ${asCountdown(left)} left`)}`,
    );
  }

  function sayInWords(): void {
    const state = trouble === undefined ? 'Waiting for approval.' : `${trouble} Still trying.`;
    const isDue = time.elapsed() - saidAt >= EACH_MINUTE;
    if (state === said && !isDue) return;
    screen.say(`${state} ${inWords(endsAt - time.elapsed())} left.`);
    said = state;
    saidAt = time.elapsed();
  }

  return {
    show(waiting) {
      endsAt = time.elapsed() + waiting.remaining;
      trouble = waiting.trouble?.message;
      if (animation) {
        draw();
        timer ??= setInterval(draw, EACH_SECOND);
      } else {
        sayInWords();
      }
    },
    end() {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      screen.live('');
    },
  };
}
