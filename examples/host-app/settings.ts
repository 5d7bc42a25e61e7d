import { parseArgs } from 'node:util';

/** Where the product is, and which Countersign it uses. */
export interface Settings {
  readonly port: number;
  /** What the browser calls the product. */
  readonly origin: string;
  /** The issuer of its Countersign. */
  readonly countersign: string;
}

/** Flags win over the environment, the environment over the defaults. */
export function readSettings(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Settings {
  const { values } = parseArgs({ args: [...args], options: { port: { type: 'string' }, countersign: { type: 'string' } } });
  const port = Number(values.port ?? env.PORT ?? 8630);
  return {
    port,
    origin: `http://localhost:${port}`,
    countersign: values.countersign ?? env.COUNTERSIGN_ISSUER ?? 'http://localhost:8628',
  };
}
