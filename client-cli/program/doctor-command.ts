import type { DoctorOptions } from '../commands/doctor.ts';
import type { CommandDeclaration } from './declaration.ts';

/** `countersign doctor`, as it is declared. */
export const doctorCommand: CommandDeclaration = {
  name: 'doctor',
  summary: 'find out why it does not work',
  alike: ['check', 'diagnose', 'debug', 'test', 'ping'],
  about: [
    'Looks at everything a login depends on: this program, the variables in force, the store and its lock, the login, the way to the issuer step by step (proxy, name, connection, certificate, description), and the clocks. Nothing is spent and nothing is changed, and no secret is shown: its output can go into a ticket.',
  ],
  options: [
    { flags: '--issuer <url>', does: 'the server to look at', variable: 'COUNTERSIGN_ISSUER', otherwise: 'that of the login' },
  ],
  examples: [
    { line: 'countersign doctor', does: 'everything' },
    { line: 'countersign doctor --issuer https://id.example.com', does: 'before the first login' },
    { line: 'countersign doctor --quiet', does: 'only what is wrong' },
  ],
  prints:
    'A line for each check: ok, warn or FAIL, and what to do next. With --json one object with checks: a list of {name, status, message, hint, error}.',
  exits: {
    0: 'nothing failed',
    3: 'something is set up wrong, here or at the issuer',
    4: 'the login has run out',
    7: 'the issuer cannot be reached just now',
    8: 'the store cannot be used',
  },
  next: 'Do what stands behind "next:", the uppermost first, and run it again.',
  async run(context, options: DoctorOptions) {
    return (await import('../commands/doctor.ts')).doctor(context, options);
  },
};
