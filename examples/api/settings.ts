import { parseArgs } from 'node:util';

/** Where the API listens and whom it trusts. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly issuer: string;
  /** How callers address the API, if not by its own port: behind a proxy, in a container. */
  readonly publicUrl?: string;
}

/** Flags win over the environment, the environment over the defaults. */
export function readSettings(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: { port: { type: 'string' }, host: { type: 'string' }, issuer: { type: 'string' }, 'public-url': { type: 'string' } },
  });
  const publicUrl = values['public-url'] ?? env.PUBLIC_URL;
  return {
    port: Number(values.port ?? env.PORT ?? 8629),
    host: values.host ?? env.HOST ?? '127.0.0.1',
    issuer: values.issuer ?? env.ISSUER ?? 'http://localhost:8628',
    ...(publicUrl !== undefined && { publicUrl }),
  };
}
