/** What hostile and broken programs send, and what good ones send that is seldom tried. */

/** Shows up in no page unless somebody's input was not escaped. */
export const MARKUP = '<i9x onerror=alert(1)>';
/** Shows up in no answer as a header unless somebody's input broke out of one. */
export const INJECTED = 'x-injected';

/** Values for any parameter. */
export const HOSTILE_TEXTS = [
  ...['', ' ', '\0', '%00', '%', '%zz', '%E0%A4%A', '%c0%af', '+', '&', '=', ';', '\r\n', `a\r\n${INJECTED}: 1`],
  ...[`%0d%0a${INJECTED}:%201`, MARKUP, `"'${MARKUP}`, '${7*7}', '<%= 1 %>', "' OR 1=1 --", '../../etc/passwd', '..%2f..%2f'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '[object Object]', 'null', 'undefined', 'NaN', '-1', '1e999'],
  ...['{}', '[]', '{"$ne":1}', 'true', '\u202Egnp.exe', 'é', 'e\u0301'],
  ...['\uFEFF', '\uD800', '😀', '\u0000😀', 'ＷＤＪＢ', 'ſ', 'İ'],
  ...['BCDF-GHJK', 'bcdfghjk', 'B-C-D-F', 'notes:read', 'notes:read notes:read', 'openid\tnotes:read', 'openid "x"', 'openid\\'],
  ...['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'urn:countersign:example:notes#x'],
  ...['a.b.c', '..', 'structured.x', 'A'.repeat(43)],
  ...['eyJhbGciOiJub25lIn0.e30.', 'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6Im5vbmUifQ.e30.'],
  ...['x'.repeat(200), 'x'.repeat(5000), '9'.repeat(400), '%41'.repeat(500), '😀'.repeat(300), 'a b '.repeat(400)],
] as const;

/** Mostly POST: what is behind it is deeper. */
export const METHODS = [
  ...Array<string>(12).fill('POST'),
  'GET',
  'GET',
  'GET',
  'HEAD',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
];
/** Mostly that of a form. */
export const CONTENT_TYPES = [
  ...Array<string>(8).fill('application/x-www-form-urlencoded'),
  ...[
    'application/x-www-form-urlencoded; charset=utf-16',
    'APPLICATION/X-WWW-FORM-URLENCODED;charset="utf-8"',
    'application/json',
  ],
  ...['multipart/form-data', 'multipart/form-data; boundary=x', 'text/plain', 'text/html', 'nonsense', '', ';;;', '*/*', '/'],
];
/** Header → values that anybody may send. */
export const FREE_HEADERS: Readonly<Record<string, readonly string[]>> = {
  Accept: [
    'text/html',
    'application/json',
    '*/*',
    'image/png',
    '',
    ';q=2',
    'text/html;q=0, application/json;q=0',
    ','.repeat(50),
  ],
  'Accept-Language': ['de', '*', ';;'],
  'Content-Encoding': ['gzip', 'br', 'identity', 'nonsense'],
  Authorization: [
    'Basic',
    'Basic !',
    'Basic JTol',
    'Basic Y29uc29sZTp4',
    'Basic bm9ib2R5Ong=',
    'Bearer',
    'Bearer x',
    'DPoP a.b.c',
  ],
  Cookie: [
    '',
    ';',
    '=',
    'countersign-session',
    'countersign-session=%',
    'countersign-form="\u0001',
    'countersign-typed-code=<b>',
    '_session=x',
  ],
  DPoP: ['', 'x', 'a.b.c', 'a.b.c, d.e.f', 'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7fX0.e30.AA', 'null.null.null'],
  Origin: ['null', 'https://evil.example', 'nonsense'],
  'Sec-Fetch-Site': ['cross-site', 'same-origin', 'none'],
  Expect: ['100-continue'],
  'X-Forwarded-For': ['10.0.0.1', 'unknown', '::1, nonsense', ','],
  'X-Forwarded-Proto': ['https', 'javascript'],
  'X-Forwarded-Host': ['evil.example', MARKUP],
  Forwarded: ['for=evil;host=evil.example'],
  'X-HTTP-Method-Override': ['GET'],
  'User-Agent': ['', MARKUP, 'x'.repeat(900)],
};
