/** Somebody with a browser who fills in whatever form is on the page: for the pages of servers that are not ours. */
export interface FormFiller {
  /** Opens a page, following redirects. */
  open(address: string): Promise<string>;
  /**
   * Fills in and sends the one form of the page that is open, with its hidden fields.
   * @param button the name and value of the button that is pressed
   */
  send(fields: Readonly<Record<string, string>>, button?: readonly [name: string, value: string]): Promise<string>;
}

/** Makes one, with no cookies yet. */
export function createFormFiller(): FormFiller {
  const cookies = new Map<string, string>();
  let page = { address: '', html: '' };

  async function request(address: string, body?: URLSearchParams): Promise<string> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const init = body === undefined ? {} : { method: 'POST', body };
    const headers = { accept: 'text/html', cookie, referer: address };
    const reply = await fetch(address, { ...init, headers, redirect: 'manual' });
    for (const line of reply.headers.getSetCookie()) keep(cookies, line);
    const location = reply.headers.get('location');
    if (location !== null) return request(new URL(location, address).href);
    page = { address, html: await reply.text() };
    if (reply.status >= 400) throw new Error(`${address} answered ${reply.status}:\n${page.html.slice(0, 2000)}`);
    return page.html;
  }

  return {
    open: request,
    send(fields, button) {
      const form = /<form\b[^>]*>[\s\S]*?<\/form>/.exec(page.html)?.[0];
      if (form === undefined) throw new Error(`there is no form at ${page.address}:\n${page.html.slice(0, 2000)}`);
      const action = attribute(/<form\b[^>]*>/.exec(form)?.[0] ?? '', 'action') ?? '';
      const hidden = [...form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([input]) => input);
      const body = new URLSearchParams(hidden.map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? '']));
      for (const [name, value] of [...Object.entries(fields), ...(button === undefined ? [] : [button])]) body.set(name, value);
      return request(new URL(action, page.address).href, body);
    },
  };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&');
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const [name = '', ...rest] = pair.split('=');
  if (attributes.some((text) => /^\s*max-age=0|^\s*expires=thu, 01 jan 1970/i.test(text))) cookies.delete(name);
  else cookies.set(name, rest.join('='));
}
