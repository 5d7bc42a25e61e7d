import type { DescribedApi } from './openapi.ts';

/** What the approval API answered. */
export interface ApprovalAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A page of the product that uses the approval API, as a browser would send it. */
export interface ApprovalClient {
  call(operation: string, body: unknown, init?: RequestInit): Promise<ApprovalAnswer>;
  lookup(userCode: string): Promise<ApprovalAnswer>;
  /** Looks, and answers with the handle that came back. */
  decide(operation: 'approve' | 'deny', userCode: string): Promise<ApprovalAnswer>;
}

/**
 * @param token the user token; none if empty
 * @param described what every answer is held against
 */
export function createApprovalClient(
  issuer: string,
  token: string,
  described: DescribedApi,
  headers: Readonly<Record<string, string>> = {},
): ApprovalClient {
  const client: ApprovalClient = {
    async call(operation, body, init = {}) {
      const path = `/auth/device/${operation}`;
      const reply = await fetch(`${issuer}${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: {
          'Content-Type': 'application/json',
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...headers,
          ...(init.headers as Record<string, string> | undefined),
        },
      });
      const answer = {
        status: reply.status,
        headers: reply.headers,
        body: (await reply.json()) as ApprovalAnswer['body'],
      };
      described.check({ path, ...answer });
      return answer;
    },
    lookup: (userCode) => client.call('lookup', { user_code: userCode }),
    async decide(operation, userCode) {
      const { body } = await client.lookup(userCode);
      return client.call(operation, { user_code: userCode, review: body.review });
    },
  };
  return client;
}
