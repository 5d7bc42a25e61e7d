import type { CommandDeclaration } from '../../client-cli/program/declaration.ts';
import type { FoundDeclaration } from '../../client-cli/program/find-declaration.ts';

/** Every command and every command below one, with the words that lead to it. */
export function everyCommand(commands: readonly CommandDeclaration[], above: readonly string[] = []): FoundDeclaration[] {
  return commands.flatMap((declaration) => {
    const path = [...above, declaration.name];
    return [{ path, declaration }, ...everyCommand(declaration.commands ?? [], path)];
  });
}

/** The words of a simple line for a shell: blanks part them, quotes hold them together. */
export function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/["']/g, ''));
}
