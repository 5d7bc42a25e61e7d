/** What is asked of the OS store, in one line of JSON on the standard input of the process that asks it. */
export interface OsStoreRequest {
  /** `ensure` gives the value that is there, or else puts `value` there. */
  readonly wish: 'read' | 'ensure' | 'remove';
  /** Under which names the value is kept, as people see them in the program of their OS store. */
  readonly service: string;
  readonly account: string;
  /** For `ensure`. */
  readonly value?: string;
}

/**
 * Where it went wrong: the package cannot be loaded, the store cannot be reached, it was reached and did not answer, it did not do what it was asked, or does
 * not let us in.
 */
export type OsStoreFailure = 'package' | 'connection' | 'silence' | 'refusal' | 'locked';

/** The answer, in one line of JSON on standard output. */
export type OsStoreAnswer =
  | {
      readonly kind: 'done';
      /** Undefined when there is none. It may also be that a locked part of the store is not looked into. */
      readonly value?: string;
      /** Was it put there just now? */
      readonly isNew?: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly failure: OsStoreFailure;
      /** In the words of whoever refused. */
      readonly detail: string;
    };
