import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { freePort } from './free-port.ts';

/** A running OpenID Provider with one client: Countersign. */
export interface OpenIdProvider {
  readonly issuer: string;
  stop(): Promise<void>;
}

/** What Countersign authenticates with there. */
export const CLIENT_SECRET = 'a-secret-of-countersign-at-the-provider';

/** Starts a provider in a process of its own. */
export async function startOpenIdProvider(countersign: string, port?: number): Promise<OpenIdProvider> {
  const at = port ?? (await freePort());
  const child = spawn(
    process.execPath,
    ['--no-warnings', join(import.meta.dirname, 'openid-provider-main.ts'), String(at), countersign],
    {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'ignore'], // it warns of everything that a provider in production should have
    },
  );
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the OpenID Provider ended with ${code}`)));
  });
  return {
    issuer: `http://localhost:${at}`,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** What `web_session` says, for people to sign in there. */
export function webSessionOf({ issuer }: OpenIdProvider): Record<string, unknown> {
  return {
    kind: 'openid',
    issuer,
    client_id: 'countersign',
    client_secret: 'env:OPENID_CLIENT_SECRET',
    claims: { roles: 'groups' },
    role_names: { 'sso-admins': 'owner' },
  };
}
