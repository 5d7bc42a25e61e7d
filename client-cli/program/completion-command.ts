import type { CommandDeclaration } from './declaration.ts';

/** `countersign completion`, as it is declared. */
export const completionCommand: CommandDeclaration = {
  name: 'completion',
  summary: 'print a script that completes this command line in a shell',
  about: [
    'Commands, options and their values are in the script; the names of profiles are looked up when you press Tab. Make it anew after an update. The examples install it for you alone:',
  ],
  arguments: [{ name: '<shell>', does: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
  examples: [
    {
      line: 'countersign completion bash > ~/.local/share/bash-completion/completions/countersign',
      does: 'bash, with the package bash-completion (without it: source the file in ~/.bashrc)',
    },
    {
      line: 'countersign completion zsh > ~/.zsh/completions/_countersign',
      does: 'zsh, with "fpath=(~/.zsh/completions $fpath)" before "compinit" in ~/.zshrc',
    },
    { line: 'countersign completion fish > ~/.config/fish/completions/countersign.fish', does: 'fish' },
    { line: 'source <(countersign completion bash)', does: 'just to try it, in bash or (with zsh) in zsh' },
  ],
  prints: 'The script. With --json one object with text.',
  exits: { 0: 'done', 2: 'there is no completion for that shell' },
  next: 'Open a new shell, type "countersign " and press Tab twice.',
  async run(context, _options, [shell = '']) {
    return (await import('../commands/completion.ts')).completion(context, shell);
  },
};
