/**
 * How many codes does a machine find that guesses for a day at the limits? `node bench/guess-simulation.ts`
 *
 * One million codes are waiting at any time. Ten thousand addresses guess without a pause, through as many accounts as the attacker has; every look is judged by
 * the server's own rule, with the shipped limits, in windows as the server counts them. A look that is held back finds nothing.
 */
import { GUESS_WINDOW, expectedHits, mayLook } from '../server/domain/guess-limit.ts';

const LIVE_CODES = 1_000_000;
const ADDRESSES = 10_000;
const SHAPE = { length: 8, group: 4 };
const LIMITS = { perAccount: 10, perNetwork: 60, overall: 125 };
const WINDOWS_A_DAY = (24 * 60 * 60) / GUESS_WINDOW;

/** A day: in each window accounts and addresses take turns until nobody is let through any more. @returns how many looks were taken */
function guessForADay(accounts: number): number {
  const today = new Uint32Array(accounts);
  let looks = 0;
  for (let window = 0; window < WINDOWS_A_DAY; window += 1) {
    const byAccount = new Uint32Array(accounts);
    const byNetwork = new Uint32Array(ADDRESSES);
    for (let turn = 0, held = 0; held < accounts * 2; turn += 1) {
      const account = turn % accounts;
      const network = turn % ADDRESSES;
      byAccount[account]! += 1;
      byNetwork[network]! += 1;
      today[account]! += 1;
      const counts = {
        account: byAccount[account]!,
        network: byNetwork[network]!,
        overall: turn + 1,
        accountToday: today[account]!,
      };
      if (mayLook(counts, LIMITS)) looks += 1;
      held = mayLook(counts, LIMITS) ? 0 : held + 1;
    }
  }
  return looks;
}

console.log(`A day of guessing at the limits, ${ADDRESSES} addresses, ${LIVE_CODES} codes waiting, ${SHAPE.length} letters:\n`);
console.log('| accounts the attacker has | codes looked at | codes found, on average |');
console.log('| ---: | ---: | ---: |');
for (const accounts of [1, 10, 100, 1000, 10_000]) {
  const looks = guessForADay(accounts);
  console.log(`| ${accounts} | ${looks} | ${expectedHits(looks, LIVE_CODES, SHAPE).toFixed(2)} |`);
}
