import { html } from './html.ts';
import type { Markup } from './html.ts';
import type { Person } from './people.ts';

/** A page, with the person in its head if there is one. */
function page(title: string, person: Person | undefined, content: Markup, head: Markup = html``): string {
  const account = person
    ? html`<form method="post" action="/logout"><span>${person.name}</span> <button class="plain">Sign out</button></form>`
    : html``;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title} – Lighthouse</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/app.css" />
        ${head}
      </head>
      <body>
        <header><a class="brand" href="/">Lighthouse</a>${account}</header>
        <main>${content}</main>
      </body>
    </html> `.text;
}

/** The login of the product. */
export function loginPage({
  returnTo,
  email = '',
  isWrong = false,
}: {
  returnTo: string;
  email?: string;
  isWrong?: boolean;
}): string {
  return page(
    'Sign in',
    undefined,
    html`<h1>Sign in to Lighthouse</h1>
      <form class="card" method="post" action="/login">
        ${isWrong ? html`<p class="problem" role="alert">That address and password do not go together. Check both and try again.</p>` : html``}
        <input type="hidden" name="return_to" value="${returnTo}" />
        <label for="email">E-mail</label>
        <input id="email" name="email" type="email" autocomplete="username" required value="${email}" />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required />
        <button>Sign in</button>
      </form>
      <p class="quiet">
        Ada keeps the light: <b>ada@lighthouse.example</b>, engine. Grace is a guest: <b>grace@lighthouse.example</b>, compiler.
      </p>`,
  );
}

/** What somebody sees who is signed in: the two ways to connect a device. */
export function homePage(person: Person, countersign: string): string {
  return page(
    'Home',
    person,
    html`<h1>Good evening, ${person.name}</h1>
      <p>
        A console wants to work for you? It shows a short code. Enter it here, or on the page of the sign-in service: you are
        signed in there already.
      </p>
      <p class="ways">
        <a class="button" href="/link">Enter a code here</a>
        <a class="button second" href="${countersign}/device">Enter it at the sign-in service</a>
      </p>`,
  );
}

/** The page of the product on which people decide about devices. Everything on it comes from the approval API: public/link.js. */
export function linkPage(person: Person, countersign: string): string {
  return page(
    'Connect a device',
    person,
    html`<h1>Connect a device</h1>
      <div id="link" data-countersign="${countersign}" data-person="${person.name}">
        <form class="card" id="enter">
          <p>Only if you started this yourself, just now. If somebody sent you a code, stop here: it would let them in as you.</p>
          <label for="code">The code on your device</label>
          <input
            id="code"
            name="code"
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck="false"
            required
            aria-describedby="said"
          />
          <p class="problem" id="said" role="alert"></p>
          <button>Continue</button>
        </form>
      </div>
      <noscript
        ><p class="problem">
          This page needs JavaScript. <a href="${countersign}/device">Enter the code at the sign-in service</a>, which does not.
        </p></noscript
      >`,
    html`<script type="module" src="/link.js"></script>`,
  );
}

/** Asks before signing out, so that no address does it. */
export function logoutPage(person: Person | undefined): string {
  if (!person)
    return page(
      'Signed out',
      undefined,
      html`<h1>You are signed out</h1>
        <p><a class="button" href="/login">Sign in</a></p>`,
    );
  return page(
    'Sign out',
    person,
    html`<h1>Sign out?</h1>
      <p>The devices you connected go on working: each has access of its own.</p>
      <form method="post" action="/logout"><button>Sign out</button></form>`,
  );
}

/** For whatever is not there, or not allowed. */
export function problemPage(title: string, next: string): string {
  return page(
    title,
    undefined,
    html`<h1>${title}</h1>
      <p>${next}</p>
      <p><a class="button" href="/">Home</a></p>`,
  );
}
