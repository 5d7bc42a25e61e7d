import { problem } from '../problems/problem.ts';

/** The most an answer of an issuer may hold, unpacked. Metadata and tokens are some kilobytes; whatever is more would only fill the memory. */
export const LARGEST_ANSWER = 1024 * 1024;

/** The same answer, whose content fails with `issuer_answer` as soon as it is longer than {@link LARGEST_ANSWER}, whatever its headers say. */
export function limitSize(response: Response, issuer: string): Response {
  if (response.body === null) return response;
  let size = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      size += piece.byteLength;
      if (size > LARGEST_ANSWER) controller.error(problem('issuer_answer', { issuer, detail: 'longer than 1 MiB' }));
      else controller.enqueue(piece);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
}
