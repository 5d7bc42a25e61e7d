import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { join } from 'node:path';

import { json, leadTo, page } from './answers.ts';
import type { Answer } from './answers.ts';
import { homePage, linkPage, loginPage, logoutPage, problemPage } from './pages.ts';
import { findPerson } from './people.ts';
import { checkedReturnAddress } from './return-address.ts';
import type { Settings } from './settings.ts';
import type { Session, Tokens } from './tokens.ts';

/** What the product is made of. */
export interface ProductDeps {
  readonly settings: Settings;
  readonly tokens: Tokens;
}

/** A request, and who sent it. */
interface Visit {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly session: Session | undefined;
}

const COOKIE = 'lighthouse';
const SESSION_SECONDS = 12 * 60 * 60;
const MAX_FORM_BYTES = 4096;

/**
 * A product with a login of its own. Three things in it are for Countersign: `/jwks.json`, the login's checked return address, and `/api/countersign-token`, by which its own page
 * gets a token for the approval API.
 */
export function createProduct({ settings, tokens }: ProductDeps): RequestListener {
  const { origin, countersign } = settings;
  const toLogin = ({ url }: Visit): Answer => leadTo(`/login?return_to=${encodeURIComponent(url.pathname)}`);

  const routes: Readonly<Record<string, (visit: Visit) => Answer | Promise<Answer>>> = {
    'GET /': (visit) => (visit.session ? page(homePage(visit.session.person, countersign)) : toLogin(visit)),
    'GET /link': (visit) => (visit.session ? page(linkPage(visit.session.person, countersign)) : toLogin(visit)),
    'GET /link.js': () => file('link.js', 'text/javascript'),
    'GET /app.css': () => file('app.css', 'text/css'),
    'GET /jwks.json': () => json(tokens.jwks),
    'GET /logout': ({ session }) => page(logoutPage(session?.person)),
    'POST /logout': () => leadTo('/logout', cookie('', 0)),

    'GET /login'({ url, session }) {
      const returnTo = checkedReturnAddress(url.searchParams.get('return_to') ?? '/', settings);
      const mustSignInAgain = url.searchParams.has('max_age'); // Countersign asks so where a client demands a fresh sign-in
      return session && !mustSignInAgain ? leadTo(returnTo) : page(loginPage({ returnTo }));
    },
    async 'POST /login'({ request }) {
      const form = await readForm(request);
      const email = form.get('email') ?? '';
      const returnTo = checkedReturnAddress(form.get('return_to') ?? '/', settings);
      const person = findPerson(email, form.get('password') ?? '');
      if (!person) return page(loginPage({ returnTo, email, isWrong: true }), 401);
      return leadTo(returnTo, cookie(await tokens.forCookie(tokens.begin(person)), SESSION_SECONDS));
    },
    async 'POST /api/countersign-token'({ session }) {
      return session ? json({ token: await tokens.forApprovalApi(session) }) : json({}, 401);
    },
  };

  async function answer(request: IncomingMessage): Promise<Answer> {
    // No other site's form or script posts here, whatever cookie the browser adds: a browser says who asks.
    if (request.method === 'POST' && request.headers.origin !== origin)
      return page(problemPage('That came from another site', 'Nothing was done. Begin again here.'), 403);
    const url = new URL(request.url ?? '/', origin);
    const token = new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
    const session = token === undefined ? undefined : await tokens.readCookie(token);
    const route = routes[`${request.method ?? ''} ${url.pathname}`];
    return route ? route({ request, url, session }) : page(problemPage('There is no such page', 'Look at the address.'), 404);
  }

  return function handle(request, response) {
    answer(request)
      .catch((error: unknown) => {
        console.error(error);
        return page(problemPage('Something broke', 'Try again in a moment.'), 500);
      })
      .then(({ status, headers, body }) => {
        response.writeHead(status, { ...protection(countersign), ...headers }).end(body);
      })
      .catch(console.error);
  };
}

/** The pages ask Countersign and the product, run the product's own script, and stand in nobody's frame. */
function protection(countersign: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    'img-src data:',
    `connect-src 'self' ${countersign}`,
    `form-action 'self' ${countersign}`, // the login leads back to where people came from
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Referrer-Policy': 'same-origin', // not no-referrer: with it, browsers would not say who posts a form
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  };
}

/** Browsers do not tell ports of localhost apart, so Countersign gets this cookie too; elsewhere, add `Domain=example.com; Secure`. */
function cookie(value: string, maxAge: number): string {
  return `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}`;
}

function file(name: string, type: string): Answer {
  const body = readFileSync(join(import.meta.dirname, 'public', name), 'utf8');
  return { status: 200, headers: { 'Content-Type': `${type}; charset=utf-8` }, body };
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    body += chunk.toString();
    if (body.length > MAX_FORM_BYTES) break;
  }
  return new URLSearchParams(body);
}
