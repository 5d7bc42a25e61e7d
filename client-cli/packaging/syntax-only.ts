import { dirname, resolve } from 'node:path';
import type { Plugin } from '@rollup/wasm-node';
import ts from 'typescript';
import type { ArgumentSyntax, CommandSyntax, OptionSyntax } from '../program/declaration.ts';

/** What is left of a declaration. The compiler holds this list to the types that the plain reader works with, member by member. */
const SYNTAX: Readonly<Record<keyof CommandSyntax | keyof ArgumentSyntax | keyof OptionSyntax, true>> = {
  name: true,
  arguments: true,
  options: true,
  commands: true,
  run: true,
  choices: true,
  value: true,
  flags: true,
  conflicts: true,
};

/** Behind the path of a file: take it without what only help, completion and the manual page tell. */
const MARK = '?syntax';

/** The path of a module, without that. */
export const pathOf = (id: string): string => id.replace(MARK, '');

/**
 * Gives the plain reader (read-plainly.ts) the declarations of the commands without their texts, made from the same files. Whoever asks for help gets the
 * whole ones, in a part of the bundle that is loaded then: the texts are an eighth of what every run would have to read otherwise.
 */
export const syntaxOnly: Plugin = {
  name: 'syntax-only',
  resolveId(source, importer) {
    if (importer === undefined || !source.endsWith('.ts')) return undefined;
    const isWanted = importer.endsWith('/read-plainly.ts') && source.endsWith('/all-commands.ts');
    const isBelow = importer.endsWith(MARK) && source.endsWith('-command.ts');
    return isWanted || isBelow ? resolve(dirname(importer), source) + MARK : undefined;
  },
  load: (id) => (id.endsWith(MARK) ? ts.sys.readFile(pathOf(id)) : undefined),
};

/** For the compiler: leaves the texts out of the declarations of such a module. */
export function leaveTextsOut(id: string): ts.CustomTransformers {
  return id.endsWith(MARK) && id !== pathOf(id) ? { before: [withoutTexts] } : {};
}

function withoutTexts(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  function visit(node: ts.Node): ts.Node | undefined {
    if (ts.isFunctionLike(node)) return node; // what a command does is left as it is
    const isMember = ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node);
    if (isMember && ts.isIdentifier(node.name) && !(node.name.text in SYNTAX)) return undefined;
    return ts.visitEachChild(node, visit, context);
  }
  return (file) => ts.visitEachChild(file, visit, context);
}
