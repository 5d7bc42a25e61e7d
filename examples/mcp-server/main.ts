import { createInterface } from 'node:readline';

/**
 * A Model Context Protocol server on standard input and output, with one tool that reads an API with the token it was started with:
 *
 *   countersign exec -- node examples/mcp-server/main.ts https://api.example.com/notes
 *
 * It is as small as one can be. Standard output belongs to the protocol: one message of JSON-RPC 2.0 a line, and nothing else.
 *
 * @see {@link https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#stdio MCP, "stdio"}
 */
interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly name?: string };
}

const [address = 'http://localhost:8629/notes'] = process.argv.slice(2);
const { COUNTERSIGN_TOKEN: token } = process.env;

const TOOL = { name: 'read_notes', description: 'Reads the notes.', inputSchema: { type: 'object', properties: {} } };

/** Why a request cannot be answered (JSON-RPC 2.0, section 5.1). */
class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

async function answer({ method = '', params }: Message): Promise<object> {
  switch (method) {
    case 'initialize':
      return { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'notes', version: '1.0.0' } };
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: [TOOL] };
    case 'tools/call':
      if (params?.name !== TOOL.name) throw new RpcError(-32602, 'There is no such tool.');
      return readNotes();
    default:
      throw new RpcError(-32601, 'There is no such method.');
  }
}

async function readNotes(): Promise<object> {
  const reply = await fetch(address, { headers: { authorization: `Bearer ${token ?? ''}` } });
  const text = reply.ok
    ? await reply.text()
    : `The API answered ${reply.status}. If it is 401, the token has run out: start this server again.`;
  return { content: [{ type: 'text', text }], isError: !reply.ok };
}

async function handle(message: Message): Promise<void> {
  if (message.id === undefined) return; // a notification
  const reply = await answer(message).then(
    (result) => ({ result }),
    (error: unknown) => ({
      error:
        error instanceof RpcError
          ? { code: error.code, message: error.message }
          : { code: -32603, message: 'The API cannot be reached.' },
    }),
  );
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, ...reply })}\n`);
}

if (token === undefined) {
  process.stderr.write('There is no COUNTERSIGN_TOKEN. Start this with: countersign exec -- node examples/mcp-server/main.ts\n');
  process.exitCode = 1;
} else {
  for await (const line of createInterface({ input: process.stdin })) void handle(JSON.parse(line) as Message);
}
