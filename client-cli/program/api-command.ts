import type { ApiOptions } from '../commands/api.ts';
import type { CommandDeclaration } from './declaration.ts';

/** `countersign api`, as it is declared. */
export const apiCommand: CommandDeclaration = {
  name: 'api',
  summary: 'call an API with the login; the body of the answer is the output',
  alike: ['curl', 'request', 'call', 'get'],
  about: [
    'Sends one request with the token of the login, renewed first if need be, and signs the proof where the token is bound to a key (DPoP). Redirects are not followed: a token goes where you send it and nowhere else.',
  ],
  arguments: [
    { name: '<method>', does: 'GET, POST …', choices: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] },
    { name: '<url>', does: 'the whole address' },
  ],
  options: [
    { flags: '--data <text>', does: 'the body: text, @FILE, or - for standard input' },
    { flags: '--header <line...>', does: '"Name: value", as often as needed' },
  ],
  examples: [
    { line: 'countersign api GET https://api.example.com/notes', does: 'read' },
    {
      line: `countersign api POST https://api.example.com/notes --data '{"text":"hello"}'`,
      does: 'write; JSON is recognised',
    },
    {
      line: 'countersign api PUT https://api.example.com/file --data @report.pdf --header "Content-Type: application/pdf"',
      does: 'send a file',
    },
  ],
  prints:
    'The body of the answer as it came, whatever its status. With --json one object with response: {status, content_type, body}.',
  exits: {
    0: 'the API answered 2xx',
    1: 'it answered 3xx, 403 or another 4xx',
    4: 'nobody is logged in, or it answered 401',
    7: 'it cannot be reached, or answered 429 or 5xx',
  },
  next: 'After a 403 see which rights the login has with "countersign status"; more are asked for with "countersign login --scope".',
  async run(context, options: ApiOptions, [method = '', url = '']) {
    return (await import('../commands/api.ts')).api(context, method, url, options);
  },
};
