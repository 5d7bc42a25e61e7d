import { problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { withoutCredentials } from './address.ts';

/** The address of a proxy, which undici takes as a URL. @throws Problem `bad_proxy`, without the password that may stand in it */
export function readProxy(text: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw problem('bad_proxy', { detail: `"${cleanText(withoutCredentials(text), 100)}"` });
}
