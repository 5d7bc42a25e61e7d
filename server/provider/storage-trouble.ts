import { errors } from 'oidc-provider';

/**
 * Storage did not answer. The console hears that it may come again: nothing was decided, nothing was lost.
 *
 * The engine tells clients only about errors below 500; this one may be told.
 */
export class StorageTrouble extends errors.OIDCProviderError {
  constructor(cause: unknown) {
    super(503, 'temporarily_unavailable', { cause });
    this.error_description = 'the server cannot reach its storage, try again shortly';
    this.expose = true;
  }
}
