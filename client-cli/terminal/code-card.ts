import type { LoginEvent } from '../session/log-in.ts';
import type { Look } from './look.ts';
import { sayOtherHosts } from './say-hosts.ts';
import { asTimeOfDay, inWords } from './say-time.ts';
import { spellCode } from './spell-code.ts';
import { sideBySide, visibleWidth } from './visible-width.ts';
import { wrap } from './wrap.ts';

/** What a person has to see before they approve. */
export type Verification = Extract<LoginEvent, { readonly kind: 'verification' }>;

/** The widest a card gets. */
const MEASURE = 72;

/** The text's share when a QR code stands beside it. */
const BESIDE_QR = 44;

const INDENT = '  ';

/** Device codes are phished by sending them to people (RFC 8628, section 5.4). */
const ONLY_IF_YOU = 'Only go on if you started this yourself. Whoever sent you this code could get into your account.';

/**
 * The address, the code, who is asking for what, and how long it is good.
 *
 * @param qr lines of a QR code, or none; it stands beside the text or below it, and is left out where it would push the code off the screen
 * @param wish show the QR code also there
 */
export function codeCard(
  verification: Verification,
  look: Look,
  qr: readonly string[],
  wish: { readonly always: boolean },
): string[] {
  const qrWidth = Math.max(0, ...qr.map(visibleWidth));
  const narrow = cardText(verification, look, BESIDE_QR);
  const fitsBeside =
    qr.length > 0 && BESIDE_QR + qrWidth < look.columns && narrow.every((line) => visibleWidth(line) < BESIDE_QR);
  if (fitsBeside) return ['', ...sideBySide(narrow, qr, BESIDE_QR), ''];
  const wide = cardText(verification, look, Math.min(look.columns - 1, MEASURE));
  const fitsBelow =
    qr.length > 0 && qrWidth + INDENT.length < look.columns && (wish.always || wide.length + qr.length + 4 <= look.rows);
  return ['', ...wide, '', ...(fitsBelow ? [...qr.map((line) => INDENT + line), ''] : [])];
}

function cardText(verification: Verification, { paint, unicode }: Look, width: number): string[] {
  const { userCode, verificationUri, clientId, issuer, scopes, resource, expiresIn, expiresAt } = verification;
  const [corner, side, edge] = unicode ? ['╭╮╰╯', '│', '─'] : ['++++', '|', '-'];
  const bar = edge.repeat(userCode.length + 6);
  const paragraph = (text: string, indent = INDENT): string[] =>
    wrap(text, width - indent.length - 1).map((line) => indent + line);
  const marked = (text: string): string[] =>
    paragraph(text, `${INDENT}  `).map((line, index) =>
      index === 0 ? `${INDENT}${paint('warning', '!')} ${line.trimStart()}` : line,
    );
  return [
    ...paragraph(`Log in to ${issuer} as client "${clientId}"`).map((line) => paint('strong', line)),
    '',
    `${INDENT}1. Open this page, on any device:`,
    `${INDENT}   ${paint('strong', verificationUri)}`,
    '',
    `${INDENT}2. Enter this code:`,
    `${INDENT}   ${corner.charAt(0)}${bar}${corner.charAt(1)}`,
    `${INDENT}   ${side}   ${paint('strong', userCode)}   ${side}`,
    `${INDENT}   ${corner.charAt(2)}${bar}${corner.charAt(3)}`,
    '',
    ...(scopes.length === 0 ? [] : paragraph(`It asks for: ${inPlainWords(scopes)}.`)),
    ...(resource === undefined ? [] : paragraph(`At the API: ${resource}.`)),
    ...paragraph(`Good until ${asTimeOfDay(expiresAt)} (${inWords(expiresIn * 1000)})`),
    '',
    ...marked(ONLY_IF_YOU),
    ...otherPlaces(verification).flatMap(marked),
  ];
}

/** The same in plain sentences, for screen readers, logs and dumb terminals: one fact a line. */
export function codeSentences(verification: Verification, wish: { readonly spelled: boolean }): string[] {
  const { userCode, verificationUri, clientId, issuer, scopes, resource, expiresIn, expiresAt } = verification;
  return [
    `Log in to ${issuer} as client "${clientId}".`,
    `Step 1. Open this page, on any device: ${verificationUri}`,
    `Step 2. Enter this code: ${userCode}`,
    ...(wish.spelled ? [`Spelled out: ${spellCode(userCode)}.`] : []),
    ...(scopes.length === 0 ? [] : [`It asks for: ${inPlainWords(scopes)}.`]),
    ...(resource === undefined ? [] : [`At the API: ${resource}.`]),
    `The code is good for ${inWords(expiresIn * 1000)}, until ${asTimeOfDay(expiresAt)}.`,
    ONLY_IF_YOU,
    ...otherPlaces(verification),
  ];
}

/** What two scopes mean that every server knows (OpenID Connect Core 1.0, sections 3.1.2.1 and 11); others keep their names, and come first. */
const PLAIN_WORDS = new Map([
  ['openid', 'who you are'],
  ['offline_access', 'staying logged in'],
]);

function inPlainWords(scopes: readonly string[]): string {
  const named = scopes.filter((scope) => !PLAIN_WORDS.has(scope));
  return [...named, ...scopes.flatMap((scope) => PLAIN_WORDS.get(scope) ?? [])].join(', ');
}

/** A page on another host may be right, and may be somebody else's: it has to be said. So it is with endpoints given by hand, now or when the profile was made. */
function otherPlaces({ verificationUri, issuer, otherHosts }: Verification): string[] {
  const page = new URL(verificationUri).hostname;
  const { hostname: home } = new URL(issuer);
  const elsewhere = sayOtherHosts(otherHosts, issuer);
  return [
    ...(page === home ? [] : [`The page is on ${page}, not on ${home}. Go on only if you know that page.`]),
    ...(elsewhere === undefined ? [] : [elsewhere]),
  ];
}
