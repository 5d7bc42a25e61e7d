import { stat } from 'node:fs/promises';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import type { LoginEvent } from '../session/log-in.ts';
import type { LoginWish } from '../session/login-wish.ts';
import { canRenew } from '../session/freshness.ts';
import type { Session } from '../session/session.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { codeCard, codeSentences } from '../terminal/code-card.ts';
import type { Verification } from '../terminal/code-card.ts';
import { hasBrowser, openBrowser } from '../terminal/open-browser.ts';
import { qrCode } from '../terminal/qr-code.ts';
import type { Screen } from '../terminal/screen.ts';
import { wrap } from '../terminal/wrap.ts';
import { asTimestamp } from '../terminal/say-time.ts';
import type { Instant } from '../units.ts';
import type { CommandContext } from './context.ts';
import { readEnrollmentKey } from './enrollment-key.ts';
import { readLoginWish, readStoreWish } from './login-options.ts';
import type { LoginOptions } from './login-options.ts';
import { report } from './report.ts';
import { table } from './table.ts';
import { createWaitingLine } from './waiting-line.ts';

/** Logs in. The only command that ever starts a login by itself. */
export async function login(context: CommandContext, options: LoginOptions): Promise<ExitCode> {
  const { screen } = context;
  const session = await context.session();
  const asked = readLoginWish(context, session.recorded, options);
  const wish = options.enrollmentKeyStdin ? { ...asked, enrollmentKey: await readEnrollmentKey(context.stdin()) } : asked;
  if (wish.clientKey !== undefined && (await isOpenToOthers(wish.clientKey, context.platform)))
    screen.warn(`The key file ${cleanText(wish.clientKey)} can be read by other users of this machine: chmod 600 ends that.`);
  await followLogin(context, session, wish, options);
  return EXIT.ok;
}

/** Logs in, and shows each step. */
export async function followLogin(
  context: CommandContext,
  session: Session,
  wish: LoginWish,
  options: LoginOptions,
): Promise<void> {
  const { screen, globals } = context;
  const waiting = createWaitingLine(context);
  try {
    for await (const event of session.logIn(wish, readStoreWish(context, options))) {
      if (event.kind === 'waiting') waiting.show(event);
      else waiting.end();
      if (globals.json) screen.json(eventObject(event, context, session));
      else if (event.kind === 'verification') await showCode(event, context, options);
      else if (event.kind === 'done') sayDone(event, context, session);
    }
  } finally {
    waiting.end();
  }
}

async function showCode(event: Verification, context: CommandContext, options: LoginOptions): Promise<void> {
  const { screen, globals, env, platform, log } = context;
  const { err } = screen;
  if (event.resumed) sayWrapped('Going on with the login that was interrupted: same code, nothing to approve twice.', screen);
  if (globals.quiet && !globals.accessible) {
    screen.insist(`Open ${event.verificationUri} and enter ${event.userCode}, only if you started this yourself.`);
  } else if (globals.accessible || !err.interactive) {
    for (const sentence of codeSentences(event, { spelled: globals.accessible })) {
      for (const line of wrap(sentence, widthOf(screen))) screen.insist(line);
    }
  } else {
    const wantsQr = options.qr ?? err.unicode;
    const qr = wantsQr ? await qrCode(event.verificationUriComplete ?? event.verificationUri, err) : [];
    for (const line of codeCard(event, err, qr, { always: options.qr === true })) screen.insist(line);
  }
  const mayOpen = err.interactive && globals.input && !globals.quiet && hasBrowser(env, platform);
  if (options.open ?? mayOpen) {
    await openBrowser(event.verificationUriComplete ?? event.verificationUri, (reason) =>
      log.debug('browser.failed', { reason }),
    );
    screen.say('  The page is opening in your browser.');
  }
}

/** What a person reads keeps its words whole; what goes into a file keeps its lines. */
const widthOf = ({ err }: Screen): number => (err.interactive ? err.columns - 1 : Infinity);

function sayWrapped(sentence: string, screen: Screen, indent = ''): void {
  for (const line of wrap(sentence, widthOf(screen) - indent.length)) screen.say(indent + line);
}

type Done = Extract<LoginEvent, { readonly kind: 'done' }>;

const REPLACED =
  'The login before this one is forgotten here. At the server it goes on until it expires, or the operator ends it.';

function sayDone({ login: kept, replaced }: Done, { screen, time }: CommandContext, session: Session): void {
  const { paint } = screen.err;
  const refused = kept.refusedScopes ?? [];
  const name = kept.unattended ? `the client "${kept.clientId}" itself` : kept.account;
  const who = name === undefined ? 'Logged in' : `Logged in as ${name}`;
  screen.say(`${paint('good', screen.err.unicode ? '✓' : 'OK:')} ${who} at ${kept.issuer}`);
  const rows = [
    ['Rights', kept.scopes.length === 0 ? 'as the server sees fit' : kept.scopes.join(', ')],
    ...(refused.length === 0 ? [] : [['Not given', refused.join(', ')] as const]),
    ['Device', kept.deviceName],
    ['Kept in', session.store().description.words],
  ] as const;
  for (const line of table(rows, screen.err, 2)) screen.say(line);
  if (!canRenew(kept)) screen.warn(lastsUntil(kept.accessTokenExpiresAt, time.now()));
  if (replaced?.refreshToken !== undefined) sayWrapped(REPLACED, screen, '  ');
  if (!session.store().description.persistent) screen.warn('The login was not kept: it ends with this command.');
}

function lastsUntil(expiresAt: Instant | undefined, now: Instant): string {
  const end = expiresAt === undefined || expiresAt < now ? 'soon' : `at ${asTimestamp(expiresAt)}`;
  return `The server gave no refresh token, so this login ends ${end}. Asking for the scope offline_access may help.`;
}

/** Windows says it in other ways, which are left to it. */
async function isOpenToOthers(path: string, platform: NodeJS.Platform): Promise<boolean> {
  if (platform === 'win32') return false;
  const file = await stat(path).catch(() => undefined); // one that is not there will be missed when it is read
  return file !== undefined && (file.mode & 0o077) !== 0;
}

/** An event for programs, one a line; never with a device code or token. The last one is the report of the command. */
function eventObject(event: LoginEvent, { time }: CommandContext, session: Session): object {
  switch (event.kind) {
    case 'verification':
      return {
        schema: 1,
        event: 'verification',
        user_code: event.userCode,
        verification_uri: event.verificationUri,
        verification_uri_complete: event.verificationUriComplete ?? null,
        expires_at: asTimestamp(event.expiresAt),
        interval: event.interval,
        other_hosts: event.otherHosts,
        resumed: event.resumed,
      };
    case 'waiting':
      return {
        schema: 1,
        event: 'waiting',
        seconds_left: Math.max(0, Math.round(event.remaining / 1000)),
        next_poll_in: event.nextPollIn / 1000,
        trouble: event.trouble?.code ?? null,
      };
    case 'done':
      return {
        event: 'done',
        ...report({ command: 'login', profile: session.profile, session, login: event.login, now: time.now() }),
      };
  }
}
