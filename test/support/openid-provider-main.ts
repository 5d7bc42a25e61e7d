/**
 * A real OpenID Provider for tests, in a process of its own: `node openid-provider-main.ts PORT COUNTERSIGN`. Whoever is to be signed in there says so in the cookie
 * `op-login` (`subject;acr`, and how many seconds ago), in place of a password: the rest (sessions, single sign-on, prompts, tokens, logout) is the engine's.
 */
import { Provider } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

const [port = '', countersign = ''] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'countersign',
      client_secret: 'a-secret-of-countersign-at-the-provider',
      redirect_uris: [`${countersign}/sign-in/return`],
      post_logout_redirect_uris: [`${countersign}/`],
      backchannel_logout_uri: `${countersign}/sign-out/backchannel`,
      backchannel_logout_session_required: true,
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
  ],
  acrValues: ['pwd', 'mfa'],
  claims: { openid: ['sub', 'sid', 'auth_time', 'acr', 'amr'], profile: ['name', 'groups'], email: ['email'] },
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  cookies: { keys: ['of the tests'] },
  pkce: { required: () => true },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `Name of ${id}`, email: `${id}@sso.example`, groups: ['sso-admins'] }),
  }),
  async loadExistingGrant(ctx: KoaContextWithOIDC) {
    const grant = new ctx.oidc.provider.Grant({ accountId: ctx.oidc.session?.accountId, clientId: ctx.oidc.client?.clientId });
    grant.addOIDCScope('openid profile email');
    await grant.save();
    return grant;
  },
  // it would not call this machine, which in the world outside is right
  fetch: (url, { signal, method, headers, body }: RequestInit = {}) => fetch(url, { signal, method, headers, body }),
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  ttl: { Session: 3600, Interaction: 600, Grant: 3600, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) {
    await next();
    return;
  }
  const [subject = '', acr = 'pwd', age = '0'] = decodeURIComponent(ctx.cookies.get('op-login') ?? '').split(';');
  if (subject === '') {
    ctx.body = 'Who are you?';
    return;
  }
  const refused = { error: 'access_denied', error_description: 'the person gave up' };
  const login = {
    accountId: subject,
    acr,
    amr: acr === 'mfa' ? ['pwd', 'otp'] : ['pwd'],
    ts: Math.floor(Date.now() / 1000) - Number(age),
  };
  await provider.interactionFinished(ctx.req, ctx.res, subject === 'nobody' ? refused : { login });
  ctx.respond = false;
});

provider.listen(Number(port), '127.0.0.1', () => console.log(`ready ${issuer}`));
