/**
 * An answer whose status says what its content says. Some servers send their OAuth errors with status 200 (GitHub, for one), where RFC 6749, section 5.2,
 * wants 400: such an answer must not be taken for tokens that are broken.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-5.2 RFC 6749, section 5.2}
 */
export async function honestStatus(response: Response): Promise<Response> {
  if (response.status !== 200 || !/\bjson\b/.test(response.headers.get('content-type') ?? '')) return response;
  const text = await response.text();
  return new Response(text, { status: isError(text) ? 400 : 200, headers: response.headers });
}

function isError(text: string): boolean {
  if (!text.includes('"error"')) return false;
  try {
    const content = JSON.parse(text) as { readonly error?: unknown; readonly access_token?: unknown } | null;
    return typeof content?.error === 'string' && content.access_token === undefined;
  } catch {
    return false;
  }
}
