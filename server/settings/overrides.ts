import { DEFAULT_ISSUER, judgeIssuer } from './issuer.ts';
import type { Path } from './problems.ts';
import type { Place } from './settings.ts';
import type { YamlFile } from './yaml-file.ts';

/** A value that beats the file, and who says so: `PORT`, `--port`. */
export interface Override {
  readonly value: string;
  readonly source: string;
}

/** What the environment and the command line put over countersign.yaml. */
export interface Overrides {
  readonly issuer?: Override;
  readonly host?: Override;
  readonly port?: Override;
  readonly storage?: Override;
  readonly logLevel?: Override;
}

/** The flags of the server's command line that are about settings. */
export interface SettingsFlags {
  readonly config?: string;
  readonly port?: string;
  readonly storage?: string;
}

/** The environment variables and flags that speak about settings. An empty variable counts as none; a flag beats a variable. */
export function readOverrides(
  environment: Readonly<Record<string, string | undefined>>,
  flags: SettingsFlags = {},
): { readonly folder: string; readonly overrides: Overrides } {
  const from = (variable: string, flag?: 'config' | 'port' | 'storage'): Override | undefined => {
    const flagValue = flag && flags[flag];
    if (flagValue !== undefined) return { value: flagValue, source: `--${flag ?? ''}` };
    const value = environment[variable]?.trim();
    return value ? { value, source: variable } : undefined;
  };
  return {
    folder: from('COUNTERSIGN_CONFIG', 'config')?.value ?? 'config',
    overrides: {
      issuer: from('COUNTERSIGN_ISSUER'),
      host: from('COUNTERSIGN_HOST'),
      port: from('PORT', 'port'),
      storage: from('COUNTERSIGN_STORAGE', 'storage'),
      logLevel: from('LOG_LEVEL'),
    },
  };
}

/**
 * countersign.yaml as if the overrides were written in it. Whatever is wrong with one of them is then found where everything else is, and said of
 * the variable or the flag. A default issuer follows the port, so that `PORT=9000 npm start` is all it takes.
 */
export function withOverrides(file: YamlFile, overrides: Overrides): YamlFile {
  if (typeof file.value !== 'object' || file.value === null || Array.isArray(file.value)) return file;
  const written = file.value as Readonly<Record<string, unknown>>;
  const { issuer, host, port, storage, logLevel } = overrides;
  const value: Record<string, unknown> = { ...written };
  if (issuer) value.issuer = issuer.value;
  if (host) value.host = host.value;
  if (storage) value.storage = storage.value;
  if (port) value.port = /^\d{1,6}$/.test(port.value) ? Number(port.value) : port.value;
  if (logLevel) value.log = { ...(typeof written.log === 'object' ? written.log : {}), level: logLevel.value };
  if (port && !issuer && (written.issuer ?? DEFAULT_ISSUER) === DEFAULT_ISSUER) {
    const follower = DEFAULT_ISSUER.replace(/\d+$/, port.value);
    if (judgeIssuer(follower).kind === 'good') value.issuer = follower; // otherwise the port is wrong, and that is said once
  }
  const placeOf = (path: Path): Place => {
    const source = overriddenBy(path, overrides)?.source;
    return source === undefined ? file.placeOf(path) : { file: source, path: '' };
  };
  return { ...file, value, placeOf };
}

function overriddenBy([first, second]: Path, { issuer, host, port, storage, logLevel }: Overrides): Override | undefined {
  if (first === 'log') return second === 'level' ? logLevel : undefined;
  return first === undefined ? undefined : { issuer, host, port, storage }[first];
}
