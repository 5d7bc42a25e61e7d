import { judgeLogo } from './brand-logo.ts';
import type { Draft } from './draft.ts';
import type { Path, Problem } from './problems.ts';
import { publicJwksSchema } from './public-jwks.ts';
import { HASH_FIX, isArgon2id } from './schema-accounts.ts';
import type { ClientEntry } from './schema-clients.ts';
import { isStorage } from './schema-countersign.ts';
import type { ProductTokenEntry } from './schema-product-token.ts';
import type { WebSessionEntry } from './schema-web-session.ts';
import type { ResolveSecret } from './secrets.ts';
import { quoted } from './wording.ts';
import type { YamlFile } from './yaml-file.ts';

type Authentication = ClientEntry['authentication'];

/**
 * 128 bits in base64url: a secret must not be guessed with more than that chance.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-10.10 RFC 6749, section 10.10}
 */
const SHORTEST_SECRET = 22;

/** Puts in place what `env:NAME`, `file:PATH` and `jwks_file` stand for. What cannot be found, or will not do, is a problem. */
export async function followReferences(
  draft: Draft,
  resolveSecret: ResolveSecret,
): Promise<{ readonly draft: Draft; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const { files, countersign, clients, accounts } = draft;

  /** @param whatIsWrong says why a value that was found will not do */
  async function follow(
    file: YamlFile,
    path: Path,
    text: string,
    whatIsWrong: (value: string) => Omit<Problem, 'file' | 'path'> | undefined,
  ) {
    const resolved = await resolveSecret(text);
    const wrong = resolved.kind === 'missing' ? resolved : whatIsWrong(resolved.value);
    if (wrong) problems.push({ ...file.placeOf(path), message: wrong.message, fix: wrong.fix });
    return resolved.kind === 'found' && !wrong ? resolved.value : undefined;
  }

  async function authenticationOf(path: Path, written: Authentication): Promise<Authentication | undefined> {
    if (written.method === 'client_secret_basic') {
      const secret = await follow(files.clients, [...path, 'secret'], written.secret, judgeSecret);
      return secret === undefined ? undefined : { method: written.method, secret };
    }
    if (written.method === 'none' || written.jwks || written.jwks_file === undefined) return written;
    const text = await follow(files.clients, [...path, 'jwks_file'], `file:${written.jwks_file}`, judgeJwks);
    return text === undefined ? undefined : { method: written.method, jwks: publicJwksSchema.parse(JSON.parse(text)) };
  }

  async function keysOf(path: Path, written: ProductTokenEntry): Promise<ProductTokenEntry> {
    if (written.jwks || written.jwks_file === undefined) return written;
    const text = await follow(files.countersign, [...path, 'jwks_file'], `file:${written.jwks_file}`, judgeJwks);
    return { ...written, ...(text === undefined ? {} : { jwks: publicJwksSchema.parse(JSON.parse(text)) }) };
  }

  async function webSessionOf(written: WebSessionEntry): Promise<WebSessionEntry> {
    if (written.kind === 'host_jwt') return { ...written, ...(await keysOf(['web_session'], written)) };
    if (written.kind === 'proxy' && written.secret !== undefined)
      return { ...written, secret: await follow(files.countersign, ['web_session', 'secret'], written.secret, judgeSecret) };
    if (written.kind !== 'openid' || written.client_secret === undefined) return written;
    const client_secret = await follow(
      files.countersign,
      ['web_session', 'client_secret'],
      written.client_secret,
      () => undefined,
    );
    return { ...written, client_secret };
  }

  async function logoOf(path: string): Promise<string | undefined> {
    const resolved = await resolveSecret(`file:${path}`);
    const wrong =
      resolved.kind === 'missing'
        ? { ...resolved, fix: 'Put an SVG file there, or name another one.' }
        : judgeLogo(resolved.value);
    if (wrong) problems.push({ ...files.countersign.placeOf(['brand', 'logo']), message: wrong.message, fix: wrong.fix });
    return resolved.kind === 'found' && !wrong ? resolved.value : undefined;
  }

  const { brand } = countersign;
  const storage = countersign.storage && (await follow(files.countersign, ['storage'], countersign.storage, judgeStorage));
  const followed: Draft = {
    ...draft,
    countersign: {
      ...countersign,
      storage,
      approval_api: countersign.approval_api && {
        ...countersign.approval_api,
        ...(await keysOf(['approval_api'], countersign.approval_api)),
      },
      brand: brand && { ...brand, logo: brand.logo === undefined ? undefined : await logoOf(brand.logo) },
      web_session: countersign.web_session && (await webSessionOf(countersign.web_session)),
    },
    clients: await inOrder(clients, async ({ path, value }) => ({
      path,
      value: {
        ...value,
        authentication: value.authentication && (await authenticationOf([...path, 'authentication'], value.authentication)),
      },
    })),
    accounts: await inOrder(accounts, async ({ path, value }) => ({
      path,
      value: {
        ...value,
        password_hash:
          value.password_hash && (await follow(files.accounts, [...path, 'password_hash'], value.password_hash, judgeHash)),
      },
    })),
  };
  return { draft: followed, problems };
}

async function inOrder<T>(items: readonly T[] | undefined, change: (item: T) => Promise<T>): Promise<readonly T[] | undefined> {
  return items && Promise.all(items.map(change));
}

function judgeStorage(text: string) {
  const fix = 'Keep sqlite:PATH, redis://…, rediss://…, redis+sentinel://… or redis+cluster://… there.';
  return isStorage(text) ? undefined : { message: 'what is kept there is no storage.', fix };
}

function judgeHash(text: string) {
  return isArgon2id(text) ? undefined : { message: 'what is kept there is no argon2id hash, or a weak one.', fix: HASH_FIX };
}

function judgeSecret(text: string) {
  if (text.length >= SHORTEST_SECRET) return undefined;
  return {
    message: 'the secret kept there can be guessed: it is too short.',
    fix: `Make a random one: openssl rand -base64 32.`,
  };
}

function judgeJwks(text: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { message: 'the file is not JSON.', fix: 'Write a JSON Web Key Set: {"keys": […]} (RFC 7517, section 5).' };
  }
  const issue = publicJwksSchema.safeParse(value).error?.issues[0];
  if (!issue) return undefined;
  if (issue.code === 'custom') {
    return { message: `key ${quoted(issue.path.at(1))} of the file: ${issue.message}`, fix: String(issue.params?.fix) };
  }
  return { message: 'the file is no set of public keys.', fix: 'Write a JSON Web Key Set: {"keys": […]} (RFC 7517, section 5).' };
}
