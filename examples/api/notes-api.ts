import { createGuard, requireToken, serveResourceMetadata } from '@countersign/api-guard';
import type { GuardOptions, VerifiedToken } from '@countersign/api-guard';
import { Router } from '@koa/router';
import Koa from 'koa';

import { answerProblems } from './answer-problems.ts';
import { Notes } from './notes.ts';
import { readNoteText } from './read-note.ts';

/** What the tokens for this API are issued for. */
export const AUDIENCE = 'urn:countersign:example:notes';

/** What the API has to know of the world. */
export interface NotesApiDeps {
  readonly issuer: string;
  readonly publicUrl: string | readonly string[];
  /** Hears what the guard has to tell: refusals and keys. */
  readonly log: NonNullable<GuardOptions['onEvent']>;
}

/** An API that keeps notes, and lets only those in who bring a token for it. */
export function createNotesApi({ issuer, publicUrl, log }: NotesApiDeps): Koa {
  const guard = createGuard({
    issuer,
    audience: AUDIENCE,
    publicUrl,
    resource: { name: 'Example notes', scopes: ['notes:read', 'notes:write', 'notes:purge'] },
    onEvent: log,
  });
  const notes = new Notes();
  const router = new Router<{ token: VerifiedToken }>();

  router.get('/', (ctx) => {
    ctx.body = 'Example notes: GET /notes, POST /notes {"text": "…"}, DELETE /notes. Bring an access token.\n';
  });

  router.get('/notes', requireToken(guard, { scope: 'notes:read' }), (ctx) => {
    ctx.body = { notes: notes.of(ctx.state.token.subject) };
  });

  router.post('/notes', requireToken(guard, { scope: 'notes:write' }), async (ctx) => {
    const text = await readNoteText(ctx);
    ctx.status = 201;
    ctx.body = notes.add(ctx.state.token.subject, text);
  });

  // Gone for good: only for someone who has authenticated in the last five minutes.
  router.delete('/notes', requireToken(guard, { scope: 'notes:purge', maxAge: 300 }), (ctx) => {
    ctx.body = { purged: notes.purge(ctx.state.token.subject) };
  });

  const app = new Koa();
  app.use(answerProblems);
  app.use(serveResourceMetadata(guard));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}
