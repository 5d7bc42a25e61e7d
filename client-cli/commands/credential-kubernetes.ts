import { readApiAddress } from '../issuer/address.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { asTimestamp } from '../terminal/say-time.ts';
import { bearerLogin } from './bearer-login.ts';
import type { CommandContext } from './context.ts';

/** The options of `credential kubernetes`. */
export interface CredentialKubernetesOptions {
  /** The one cluster that gets a token. */
  readonly for?: string;
}

const GROUP = 'client.authentication.k8s.io';
const VERSIONS = [`${GROUP}/v1`, `${GROUP}/v1beta1`];

/** What kubectl says in KUBERNETES_EXEC_INFO, as far as it matters. */
interface ExecInfo {
  readonly apiVersion: string;
  /** Where the cluster is; only said with `provideClusterInfo: true`. */
  readonly server?: string | undefined;
  /** Does kubectl look whether it is really that one? */
  readonly isVerified: boolean;
}

/**
 * Answers kubectl, and whatever else is built on client-go, with a token (ExecCredential). It never asks anybody anything, so `interactive` makes no
 * difference; what is wrong is said on standard error.
 *
 * @see {@link https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ client.authentication.k8s.io/v1}
 */
export async function credentialKubernetes(context: CommandContext, options: CredentialKubernetesOptions): Promise<ExitCode> {
  const { screen, env } = context;
  if (screen.out.interactive) throw problem('token_on_screen');
  const { apiVersion, server, isVerified } = readExecInfo(env.KUBERNETES_EXEC_INFO);
  if (options.for !== undefined) {
    const named = server === undefined ? 'a cluster that kubectl does not name' : cleanText(server);
    if (!isSamePlace(options.for, server)) throw problem('wrong_cluster', { detail: named });
    if (!isVerified)
      throw problem('wrong_cluster', {
        detail: `whatever answers at ${named}: with insecure-skip-tls-verify nobody can say that`,
      });
  }
  const { accessToken: token, accessTokenExpiresAt: at } = await bearerLogin(context);
  const status = { ...(at === undefined ? {} : { expirationTimestamp: asTimestamp(at) }), token };
  screen.json({ apiVersion, kind: 'ExecCredential', status });
  return EXIT.ok;
}

/** The part of it that is about the cluster. */
interface Spec {
  readonly cluster?: { readonly server?: unknown; readonly 'insecure-skip-tls-verify'?: unknown };
}

/** @throws Problem `exec_info` */
function readExecInfo(text: string | undefined): ExecInfo {
  if (!text) return { apiVersion: VERSIONS[0] ?? GROUP, isVerified: true }; // called by hand
  const { apiVersion, kind, spec } = parse(text);
  if (kind !== 'ExecCredential' || typeof apiVersion !== 'string' || !VERSIONS.includes(apiVersion))
    throw problem('exec_info', { detail: cleanText(`${String(kind)} of ${String(apiVersion)}`, 120) });
  const { server, 'insecure-skip-tls-verify': isUnverified } = (spec as Spec | undefined)?.cluster ?? {};
  return { apiVersion, server: typeof server === 'string' ? server : undefined, isVerified: !isUnverified };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw problem('exec_info', { detail: 'not JSON' }, { cause });
  }
}

function isSamePlace(wanted: string, server: string | undefined): boolean {
  const place = readApiAddress(wanted);
  return (
    server !== undefined && URL.canParse(server) && new URL(server).href.replace(/\/$/, '') === place.href.replace(/\/$/, '')
  );
}
