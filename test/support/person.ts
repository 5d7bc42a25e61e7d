/** A person in front of a browser without JavaScript: real forms, real cookies, plain HTTP. */
export interface Person {
  /** Opens a page, following redirects. */
  open(path: string): Promise<Page>;
  /** Fills in and sends the form that posts to `action` on the page that is open. */
  submit(action: string, fields: Readonly<Record<string, string>>): Promise<Page>;
  /** The form that posts to `action` on the page that is open, to be sent whenever and however often. */
  form(action: string): { send(fields: Readonly<Record<string, string>>): Promise<Page> };
  /** Signs in as somebody of the shipped accounts.yaml. */
  signIn(username?: string, password?: string): Promise<Page>;
  /** Types a code and looks at the review. */
  lookUp(userCode: string): Promise<Page>;
  /** Types a code, looks at the review, and decides. */
  decide(userCode: string, decision: 'approve' | 'deny' | 'not-me'): Promise<Page>;
  readonly cookies: Map<string, string>;
}

export interface Page {
  readonly status: number;
  readonly url: string;
  readonly headers: Headers;
  readonly html: string;
}

/** @param headers sent with every request, as X-Forwarded-For would be */
export function createPerson(issuer: string, headers: Readonly<Record<string, string>> = {}): Person {
  const cookies = new Map<string, string>();
  let current: Page = { status: 0, url: issuer, headers: new Headers(), html: '' };

  async function request(url: string, init: RequestInit = {}): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { Accept: 'text/html', ...headers, ...(cookie ? { Cookie: cookie } : {}) },
    });
    for (const line of reply.headers.getSetCookie()) keepCookie(cookies, line);
    const location = reply.headers.get('Location');
    if (location !== null && reply.status >= 300 && reply.status < 400) return request(new URL(location, url).href);
    current = { status: reply.status, url, headers: reply.headers, html: await reply.text() };
    return current;
  }

  const person: Person = {
    cookies,
    open: (path) => request(new URL(path, issuer).href),
    form(action) {
      const hidden = hiddenFields(current.html, action);
      return {
        send: (fields) =>
          request(new URL(action, issuer).href, { method: 'POST', body: new URLSearchParams({ ...hidden, ...fields }) }),
      };
    },
    submit: (action, fields) => person.form(action).send(fields),
    async signIn(username = 'alice', password = 'wonderland') {
      await person.open('/sign-in');
      return person.submit('/sign-in', { username, password });
    },
    async lookUp(userCode) {
      await person.open('/device');
      return person.submit('/device', { user_code: userCode });
    },
    async decide(userCode, decision) {
      await person.lookUp(userCode);
      return person.submit('/device/decision', { decision });
    },
  };
  return person;
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const [name = '', ...rest] = pair.split('='); // a value may have more of them (RFC 6265, section 4.1.1)
  const value = rest.join('=');
  const isCleared = attributes.some((attribute) => /^\s*max-age=0|^\s*expires=thu, 01 jan 1970/i.test(attribute));
  if (isCleared) cookies.delete(name);
  else cookies.set(name, value);
}

function hiddenFields(html: string, action: string): Record<string, string> {
  const form = [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(([, to]) => to === action)?.[2];
  if (form === undefined) throw new Error(`there is no form for ${action} on this page:\n${html.slice(0, 2000)}`);
  const inputs = [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => input);
  return Object.fromEntries(
    inputs.map((input) => [/name="([^"]*)"/.exec(input)?.[1] ?? '', /value="([^"]*)"/.exec(input)?.[1] ?? '']),
  );
}
