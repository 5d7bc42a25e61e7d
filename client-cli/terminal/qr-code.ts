import type { Look } from './look.ts';

/** Bright white on black, whatever the colours of the terminal: cameras need the contrast the right way round. */
const WHITE_ON_BLACK = '\u001b[97;40m';
const RESET = '\u001b[0m';

/** A text as a QR code, two modules in a character. @returns its lines */
export async function qrCode(text: string, look: Look): Promise<string[]> {
  const { renderUnicodeCompact } = await import('uqr');
  const colored = look.paint('strong', '') !== '';
  return renderUnicodeCompact(text, { border: 2, ecc: 'L' })
    .split('\n')
    .map((line) => (colored ? `${WHITE_ON_BLACK}${line}${RESET}` : line));
}
