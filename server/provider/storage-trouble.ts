import { errors } from 'oidc-provider';

import { STORAGE_DOES_NOT_ANSWER } from '../http/oauth-endpoints.ts';

/**
 * Storage did not answer. The console hears that it may come again: nothing was decided, nothing was lost.
 *
 * The engine tells clients only about errors below 500; this one may be told.
 */
export class StorageTrouble extends errors.OIDCProviderError {
  constructor(cause: unknown) {
    super(503, STORAGE_DOES_NOT_ANSWER.error, { cause });
    this.error_description = STORAGE_DOES_NOT_ANSWER.error_description;
    this.expose = true;
  }
}
