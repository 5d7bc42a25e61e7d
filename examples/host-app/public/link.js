// The page of the product on which people decide about devices, over Countersign's approval API.
// Every text that comes from elsewhere goes into textContent: what a device calls itself is never markup.

const place = document.querySelector('#link');
const enter = document.querySelector('#enter');
const said = document.querySelector('#said');

enter.addEventListener('submit', async (event) => {
  event.preventDefault();
  const code = enter.elements.code.value;
  const { ok, body } = await call('lookup', { user_code: code });
  if (ok) showReview(body);
  else say(body.detail ?? 'That did not work. Try again in a moment.');
});

/** Calls the approval API with a token that the product makes for it, for this person, for a few minutes. */
async function call(operation, body) {
  try {
    const { token } = await (await fetch('/api/countersign-token', { method: 'POST' })).json();
    if (!token) return { ok: false, body: { detail: 'You are signed out. Sign in again, then enter the code.' } };
    const reply = await fetch(`${place.dataset.countersign}/auth/device/${operation}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Accept-Language': document.documentElement.lang,
      },
      body: JSON.stringify(body),
    });
    return { ok: reply.ok, body: await reply.json() };
  } catch {
    return { ok: false, body: { detail: 'The sign-in service does not answer. Try again in a moment.' } };
  }
}

function say(text) {
  said.textContent = text;
  enter.elements.code.setAttribute('aria-invalid', 'true');
  enter.elements.code.focus();
}

/** All of what the API tells: it is what keeps people from approving an attacker's device. */
function showReview(review) {
  const { client, device, api, scopes, left_out: leftOut, same_network: network, obstacle } = review;
  const heading = make('h2', `Let ${client.name} use ${api.name}?`);
  heading.tabIndex = -1;
  const approve = make('button', 'Approve');
  const deny = make('button', 'Deny');
  approve.disabled = obstacle !== undefined;
  approve.addEventListener('click', () => decide('approve', review));
  deny.addEventListener('click', () => decide('deny', review));
  place.replaceChildren(
    part('section', 'card', [
      heading,
      part('p', 'code', [make('span', 'Your device must show exactly '), make('b', review.user_code)]),
      make('p', `It would act as you, ${place.dataset.person}. Approve only what you started yourself, just now.`),
      make('h3', 'It will be able to'),
      part(
        'ul',
        '',
        scopes.map(({ description, dangerous }) => part('li', dangerous ? 'dangerous' : '', [make('span', description)])),
      ),
      ...(leftOut.length > 0
        ? [make('p', `Not given, because it is not yours to give: ${leftOut.map(({ description }) => description).join(', ')}.`)]
        : []),
      make('h3', 'Who is asking'),
      facts([
        ['Calls itself', device.name ?? 'nothing'],
        ['From', device.address],
        ['Network', { same: 'the one you are on', different: 'another than yours', unknown: 'could not be compared' }[network]],
        ['Program', device.user_agent || 'did not say'],
        ['Asked', new Date(review.requested_at).toLocaleTimeString(document.documentElement.lang)],
      ]),
      ...(obstacle ? [part('p', 'problem', [make('span', obstacleWords(obstacle.reason))])] : []),
      part('p', 'ways', [deny, approve]),
    ]),
  );
  heading.focus();
}

function obstacleWords(reason) {
  return reason.startsWith('sign_in')
    ? 'This needs a fresher or stronger sign-in: sign out, sign in again, and enter the code once more.'
    : 'This can only be approved from the network that the device is on.';
}

async function decide(operation, { review, user_code: code }) {
  for (const button of place.querySelectorAll('button')) button.disabled = true;
  const { ok, body } = await call(operation, { review, user_code: code });
  const [title, text] = !ok
    ? ['That did not work', body.detail ?? 'Enter the code again to see where things stand.']
    : operation === 'approve'
      ? ['Connected', 'Your device goes on by itself within a few seconds.']
      : ['Not connected', 'The device got no access, and will say so.'];
  const heading = make('h2', title);
  heading.tabIndex = -1;
  const again = make('a', 'Enter another code');
  again.href = '/link';
  place.replaceChildren(part('section', 'card', [heading, make('p', text), again]));
  heading.focus();
}

function facts(pairs) {
  return part(
    'dl',
    '',
    pairs.flatMap(([name, value]) => [make('dt', name), make('dd', value)]),
  );
}

function make(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function part(name, className, children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}
