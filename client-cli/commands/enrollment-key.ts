import type { Readable } from 'node:stream';
import { problem } from '../problems/problem.ts';

/** As a server may make them: printable, in one piece, and long enough not to be guessed. */
const KEY = /^[\x21-\x7e]{16,4096}$/;
const LONGEST_INPUT = 8192;

/**
 * Reads an enrollment key from standard input, where neither a list of processes nor a history of commands shows it.
 * @throws Problem `enrollment_key`
 */
export async function readEnrollmentKey(stdin: Readable & { readonly isTTY?: boolean }): Promise<string> {
  if (stdin.isTTY) throw problem('enrollment_key', { detail: 'it would be shown while it is typed' });
  let text = '';
  for await (const piece of stdin.setEncoding('utf8')) {
    text += String(piece);
    if (text.length > LONGEST_INPUT) break;
  }
  const key = text.trim();
  if (!KEY.test(key)) throw problem('enrollment_key', { detail: key === '' ? 'there is none' : 'that is none' });
  return key;
}
