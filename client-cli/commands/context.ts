import type { Readable } from 'node:stream';
import type { Environment } from '../environment.ts';
import type { CommandDeclaration } from '../program/declaration.ts';
import type { Session, SessionSetup } from '../session/session.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Time } from '../time.ts';
import type { Seconds } from '../units.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly profile?: string;
  readonly json: boolean;
  readonly input: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly color: boolean;
  readonly accessible: boolean;
  readonly caFile?: string;
  readonly requestTimeout: Seconds;
}

/** Told which signal has come. */
export type SignalListener = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void;

/** What a command works with. */
export interface CommandContext {
  readonly globals: GlobalOptions;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly hostname: string;
  readonly screen: Screen;
  readonly log: DebugLog;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly stdin: () => Readable;
  /** From now on signals are for the command alone, and end nothing by themselves. */
  readonly takeSignals: (listener: SignalListener) => void;
  /** The home folder of this program. */
  readonly home: string;
  /** The name of the profile in use. */
  readonly profile: string;
  /** Every command as it is declared, with all that is said about it: loaded when somebody asks. */
  readonly commands: () => Promise<readonly CommandDeclaration[]>;
  /** The session of the profile in use, opened once. */
  readonly session: () => Promise<Session>;
  /** Opens the session of another profile. */
  readonly sessionOf: (profile: string, options?: Pick<SessionSetup, 'withoutRecord'>) => Promise<Session>;
}
