import type { CommandDeclaration } from '../program/declaration.ts';
import { completionNodes, EVERYWHERE } from './completion-node.ts';
import type { CompletionNode, CompletionOption } from './completion-node.ts';

/** Completion for fish 3 and later, with what each word does beside it. */
export function fishScript(commands: readonly CommandDeclaration[]): string {
  const nodes = completionNodes(commands);
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => quote(path));
  const takers = nodes.flatMap(({ path, options }) => options.filter(takesValue).map(({ long }) => quote(`${path} ${long}`)));
  return `# fish completion for countersign, made by "countersign completion fish"
function __countersign_at --description 'Is this command being typed, with so many words after it?'
    set -l words (commandline -opc)
    set -e words[1]
    set -l path ''
    set -l place 0
    set -l awaits 0
    for word in $words
        set -l next (string trim -- "$path $word")
        if test $awaits = 1
            set awaits 0
        else if string match -q -- '-*' $word
            if contains -- $word ${EVERYWHERE.filter(takesValue)
              .map(({ long }) => long)
              .join(' ')}; or contains -- "$path $word" ${takers.join(' ')}
                set awaits 1
            end
        else if contains -- $next ${paths.join(' ')}
            set path $next
        else
            set place (math $place + 1)
        end
    end
    test "$path" = "$argv[1]"; and begin
        not set -q argv[2]; or test $place = $argv[2]
    end
end

complete -c countersign -f
${EVERYWHERE.map((option) => optionLine(option)).join('')}${nodes.map(nodeLines).join('')}`;
}

const takesValue = ({ placeholder }: CompletionOption): boolean => placeholder !== undefined;

/** In single quotes fish heeds the quote and the backslash only. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

function nodeLines({ path, commands, options, places }: CompletionNode): string {
  const here = `__countersign_at ${quote(path)}`;
  return [
    ...commands.map(({ name, summary }) => `complete -c countersign -n ${quote(`${here} 0`)} -a ${name} -d ${quote(summary)}\n`),
    ...options.map((option) => optionLine(option, here)),
    ...places.map((place, index) => {
      const at = place.name.includes('...') ? here : `${here} ${index}`;
      const values = valuesOf(place);
      return values === '' ? '' : `complete -c countersign -n ${quote(at)}${values} -d ${quote(place.does)}\n`;
    }),
  ].join('');
}

function optionLine(option: CompletionOption, condition?: string): string {
  const when = condition === undefined ? '' : ` -n ${quote(condition)}`;
  const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
  const values = valuesOf(option);
  const value = takesValue(option) ? ` ${values === ' -F' ? '-r' : '-x'}${values}` : '';
  return `complete -c countersign${when} -l ${option.long.slice(2)}${short}${value} -d ${quote(option.does)}\n`;
}

function valuesOf({ choices, value }: Pick<CompletionOption, 'choices' | 'value'>): string {
  if (choices !== undefined) return ` -a ${quote(choices.join(' '))}`;
  if (value === 'profile') return ` -a ${quote('(command countersign profile list --names 2>/dev/null)')}`;
  if (value === 'file') return ' -F';
  if (value === 'program') return ` -a ${quote('(__fish_complete_subcommand)')}`;
  return '';
}
