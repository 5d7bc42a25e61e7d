import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

/** Functions that compare what somebody sent with what only one may know. No test of behaviour tells how long they take. */
const COMPARING: readonly (readonly [file: string, name: string])[] = [
  ['server/domain/pkce.ts', 'answersChallenge'],
  ['server/domain/refresh-token.ts', 'read'],
  ['server/domain/dpop-nonces.ts', 'accepts'],
  ['server/http/csrf.ts', 'isGenuine'],
  ['server/pairing/reviews.ts', 'isCode'],
  ['server/web-session/proxy-session.ts', 'isProxy'],
];

/** The names of the functions that a function calls. */
function callsIn(file: string, name: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
  const calls: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) calls.push(node.expression.text);
    ts.forEachChild(node, collect);
  };
  const visit = (node: ts.Node): void => {
    const isNamed =
      (ts.isFunctionDeclaration(node) ||
        ts.isFunctionExpression(node) ||
        ts.isMethodDeclaration(node) ||
        ts.isPropertyAssignment(node) ||
        ts.isVariableDeclaration(node)) &&
      node.name !== undefined &&
      ts.isIdentifier(node.name) &&
      node.name.text === name;
    if (isNamed) collect(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

describe('secrets are compared in constant time', () => {
  for (const [file, name] of COMPARING) {
    it(`${file}: ${name}`, () => expect(callsIn(file, name)).to.include('equalInConstantTime'));
  }

  it('by what Node has for it', () =>
    expect(callsIn('server/domain/fingerprint.ts', 'equalInConstantTime')).to.include('timingSafeEqual'));
});
