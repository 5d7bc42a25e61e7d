import type { Middleware } from 'koa';

/** A file that pages load. */
export interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly content: string;
  /** A picture: where it is opened by itself it runs nothing, asks for nothing, and has no origin of ours. */
  readonly isPicture?: boolean;
}

/** @see {@link https://www.w3.org/TR/CSP3/#directive-sandbox Content Security Policy Level 3, sandbox} */
const PICTURE_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/** Serves the few files our pages load, from memory. Their addresses carry a version, so browsers may keep them for ever (RFC 8246). */
export function createStaticFiles({ files }: { readonly files: readonly StaticFile[] }): Middleware {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return async function serveStaticFile(ctx, next) {
    const file = byPath.get(ctx.path);
    if (!file || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable');
    if (file.isPicture) ctx.set('Content-Security-Policy', PICTURE_POLICY);
    ctx.type = file.type;
    ctx.body = file.content;
  };
}
