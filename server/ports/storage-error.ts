/**
 * What went wrong with storage.
 *
 * - `storage_url`: the setting names no storage we know; a person must mend it.
 * - `storage_unreachable`: it could not be opened at start; the message says where it was sought and what to try.
 * - `storage_unfit`: it was opened and cannot be used: too old, too new, or somebody else's file.
 * - `storage_failed`: a later step failed. Nothing is known to be kept; the same request may be tried again.
 */
export type StorageErrorCode = 'storage_url' | 'storage_unreachable' | 'storage_unfit' | 'storage_failed';

/** The only error that leaves storage. Its message is written for a person and holds no secret. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
