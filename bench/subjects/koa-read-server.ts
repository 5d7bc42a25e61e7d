import { Redis } from 'ioredis';
import Koa from 'koa';

// What a Koa server can do at most: one Redis read, and the answer. Arguments: its port, the port of its Redis.
const [port, redisPort] = process.argv.slice(2).map(Number);
const redis = new Redis({ port: redisPort!, host: '127.0.0.1', enableAutoPipelining: true });

/** As long as the engine's own answer. */
const PENDING = {
  error: 'authorization_pending',
  error_description: "authorization request is still pending as the end-user hasn't yet completed the user interaction steps",
};

const app = new Koa();
app.use(async function answerPoll(ctx) {
  let body = '';
  for await (const chunk of ctx.req) body += (chunk as Buffer).toString('latin1');
  const code = new URLSearchParams(body).get('device_code') ?? '';
  const record = await redis.get(`code:${code}`);
  ctx.status = record === null ? 404 : 400;
  ctx.body = PENDING;
});
app.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
