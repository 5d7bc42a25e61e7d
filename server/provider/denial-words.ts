import type { Denial } from '../domain/device-request.ts';

/** Why a request was denied, for the person in front of the console (`error_description`, RFC 6749, section 5.2). */
export function denialWords({ because }: Pick<Denial, 'because'>): string {
  return because === 'no-rights'
    ? 'the account that entered the code may hand out none of the rights that were asked for'
    : 'the person denied the request';
}
