import type { Check } from '../doctor/check.ts';
import { checkStanding } from '../doctor/login-check.ts';
import { checkMachine } from '../doctor/machine-checks.ts';
import { checkNetwork } from '../doctor/network-checks.ts';
import { checkStore } from '../doctor/store-checks.ts';
import { isSameIssuer } from '../issuer/address.ts';
import { createHttp } from '../issuer/http.ts';
import { waitingLogin } from '../session/waiting-login.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import type { Problem } from '../problems/problem.ts';
import type { Style } from '../terminal/look.ts';
import type { Screen } from '../terminal/screen.ts';
import { wrap } from '../terminal/wrap.ts';
import type { CommandContext } from './context.ts';
import { reportProblem, report } from './report.ts';

/** The options of `doctor`. */
export interface DoctorOptions {
  readonly issuer?: string;
}

const DEFAULT_ISSUER = 'http://localhost:8628';

/** Looks at everything that a login depends on, and says what to do about what is wrong. Nothing is spent, and nothing is changed. */
export async function doctor(context: CommandContext, options: DoctorOptions): Promise<ExitCode> {
  const { screen, globals, time, profile } = context;
  const checks: Check[] = [];
  for await (const check of look(context, options)) {
    checks.push(check);
    if (!globals.json && !(globals.quiet && check.status === 'ok')) show(check, screen);
  }
  const worst = mostTelling(checks);
  if (globals.json) {
    const session = await context.session().catch(() => undefined);
    const login = await session?.load().catch(() => undefined);
    const told = report({ command: 'doctor', profile, session, login, problem: worst, now: time.now() });
    screen.json({ ...told, checks: checks.map(asJson) });
  } else {
    screen.say(conclusion(checks));
  }
  return worst?.exitCode ?? EXIT.ok;
}

async function* look(context: CommandContext, { issuer }: DoctorOptions): AsyncGenerator<Check> {
  const { env, platform, home, profile, time, globals, signal } = context;
  yield* checkMachine({ env, platform, nodeVersion: process.versions.node });
  yield* await checkStore({ home, profile, env, session: context.session, now: time.now() });
  const session = await context.session().catch(() => undefined);
  const login = await session?.load().catch(() => undefined);
  const waiting = session === undefined || login !== undefined ? undefined : await waitingLogin(session);
  const recorded = waiting?.pending.asked ?? session?.recorded;
  const named = [issuer, env.COUNTERSIGN_ISSUER].find(Boolean);
  const clientId = [env.COUNTERSIGN_CLIENT_ID, recorded?.clientId].find(Boolean) ?? 'console';
  const address =
    named === undefined && recorded !== undefined ? { ...recorded, clientId } : { issuer: named ?? DEFAULT_ISSUER, clientId };
  const http = createHttp({ ...context, caFile: globals.caFile, requestTimeout: globals.requestTimeout });
  let isReached = false;
  for await (const check of checkNetwork({ address, env, time, signal, http, requestTimeout: globals.requestTimeout })) {
    yield check;
    isReached ||= check.name === 'issuer' && check.status === 'ok';
  }
  if (isReached && session !== undefined && login !== undefined && isSameIssuer(login.issuer, address.issuer))
    yield checkStanding(session, login, context);
}

/** What a script should hear, where several things are wrong: what has to be put right first. */
const TELLING: readonly ExitCode[] = [EXIT.configuration, EXIT.store, EXIT.temporary, EXIT.loginNeeded];

function mostTelling(checks: readonly Check[]): Problem | undefined {
  const problems = checks.flatMap(({ problem }) => problem ?? []);
  const rank = ({ exitCode }: Problem): number => (TELLING.includes(exitCode) ? TELLING.indexOf(exitCode) : TELLING.length);
  return problems.sort((one, other) => rank(one) - rank(other))[0];
}

const MARKS: Readonly<Record<Check['status'], readonly [word: string, style: Style]>> = {
  ok: ['ok', 'good'],
  warn: ['warn', 'warning'],
  fail: ['FAIL', 'bad'],
};

const [MARK_WIDTH, NAME_WIDTH] = [6, 13];

function show({ name, status, message, hint }: Check, screen: Screen): void {
  const { out } = screen;
  const [word, style] = MARKS[status];
  const indent = out.columns < 60 ? MARK_WIDTH : MARK_WIDTH + NAME_WIDTH;
  const width = Math.min(out.columns - 1, 88) - indent;
  const head = `${out.paint(style, word)}${' '.repeat(MARK_WIDTH - word.length)}${out.paint('strong', name.padEnd(NAME_WIDTH - 1))} `;
  const lines = wrap(message, out.interactive ? width : Infinity);
  const next = hint === '' ? [] : wrap(`next: ${hint}`, out.interactive ? width : Infinity);
  const blank = ' '.repeat(indent);
  const body =
    indent === MARK_WIDTH
      ? [head.trimEnd(), ...lines.map((line) => blank + line)]
      : [head + (lines[0] ?? ''), ...lines.slice(1).map((line) => blank + line)];
  for (const line of [...body, ...next.map((text) => blank + text)]) screen.data(`${line}\n`);
}

function conclusion(checks: readonly Check[]): string {
  const failed = checks.filter(({ status }) => status === 'fail').length;
  if (failed > 0) return `${failed} of ${checks.length} checks failed.`;
  const warned = checks.filter(({ status }) => status === 'warn').length;
  return warned > 0 ? `All ${checks.length} checks passed, ${warned} with a remark.` : `All ${checks.length} checks passed.`;
}

function asJson({ name, status, message, hint, problem }: Check): object {
  return { name, status, message, hint, error: problem === undefined ? null : reportProblem(problem) };
}
