import type { CommandDeclaration } from '../program/declaration.ts';
import { completionNodes, EVERYWHERE, namesOf, quote } from './completion-node.ts';
import type { CompletionNode, CompletionOption } from './completion-node.ts';

/** Completion for zsh, with what each word does beside it. It can be sourced, or lie in a folder of `fpath` as `_countersign`. */
export function zshScript(commands: readonly CommandDeclaration[]): string {
  const nodes = completionNodes(commands);
  return `#compdef countersign
# zsh completion for countersign, made by "countersign completion zsh"
_countersign() {
  local word command_path='' option='' next
  local -i place=0 ended=0
  local -a offers
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if ((ended)); then
      place+=1
    elif [[ -n $option ]]; then
      option=''
    elif [[ $word == -- ]]; then
      ended=1
    elif [[ $word == -*=* ]]; then
      continue
    elif [[ $word == -* ]]; then
      _countersign_takes_value "$command_path" "$word" && option=$word
    else
      next="\${command_path:+$command_path }$word"
      case $next in
        (${nodes.map(({ path }) => quote(path)).join('|')}) command_path=$next ;;
        (*) place+=1 ;;
      esac
    fi
  done
  if ((!ended)) && [[ -z $option && $PREFIX == --*=* ]]; then
    option=\${PREFIX%%=*}
    compset -P '*='
  fi

  if [[ -n $option ]]; then
    _countersign_values "$command_path" "$option"
  elif [[ $PREFIX == -* ]] && ((!ended)); then
    offers=(${EVERYWHERE.flatMap(describeOption).join(' ')})
    case $command_path in
${nodes.map(optionsCase).join('')}    esac
    _describe -o option offers
  else
    case "$command_path $place" in
${nodes.map(placesCase).join('')}    esac
  fi
}

_countersign_offer() {
  local -a offers=("$@")
  _describe value offers
}

# Only what was typed with its whole path is run as it was typed: in the folder of somebody else, ./countersign may be anything
_countersign_profiles() {
  local program=\${(Q)words[1]}
  if [[ $program == '~/'* ]]; then program=$HOME\${program#'~'}; fi
  if [[ $program != /* ]]; then program=countersign; fi
  local -a names=("\${(@f)$("$program" profile list --names 2>/dev/null)}")
  compadd -a names
}

_countersign_programs() {
  if ((place > 0)); then _files; else _command_names -e; fi
}

_countersign_takes_value() {
  case $2 in
    (${EVERYWHERE.filter(takesValue).flatMap(namesOf).join('|')}) return 0 ;;
  esac
  case "$1 $2" in
    (${nodes.flatMap(({ path, options }) => options.filter(takesValue).map(({ long }) => quote(`${path} ${long}`))).join('|')}) return 0 ;;
  esac
  return 1
}

_countersign_values() {
  case $2 in
${EVERYWHERE.filter(takesValue)
  .map((option) => `    (${namesOf(option).join('|')}) ${valuesOf(option)} ;;\n`)
  .join('')}  esac
  case "$1 $2" in
${nodes.flatMap(({ path, options }) => options.filter(takesValue).map((option) => `    (${quote(`${path} ${option.long}`)}) ${valuesOf(option)} ;;\n`)).join('')}  esac
}

if [[ \${funcstack[1]} == _countersign ]]; then
  _countersign "$@"
else
  compdef _countersign countersign
fi
`;
}

const takesValue = ({ placeholder }: CompletionOption): boolean => placeholder !== undefined;

/** A word and what it does, as \`_describe\` takes them. */
function describe(word: string, does: string): string {
  return quote(`${word.replaceAll(':', String.raw`\:`)}:${does}`);
}

function describeOption(option: CompletionOption): string[] {
  return namesOf(option).map((name) => describe(name, option.does));
}

function optionsCase({ path, options }: CompletionNode): string {
  return options.length === 0 ? '' : `      (${quote(path)}) offers+=(${options.flatMap(describeOption).join(' ')}) ;;\n`;
}

function placesCase({ path, commands, places }: CompletionNode): string {
  if (commands.length > 0) {
    const offers = commands.map(({ name, summary }) => describe(name, summary));
    return `      (${quote(`${path} 0`)}) _countersign_offer ${offers.join(' ')} ;;\n`;
  }
  return places
    .map((place, index) => {
      const at = place.name.includes('...') ? `${quote(`${path} `)}*` : quote(`${path} ${index}`);
      return `      (${at}) ${valuesOf(place)} ;;\n`;
    })
    .join('');
}

function valuesOf({ choices, value }: Pick<CompletionOption, 'choices' | 'value'>): string {
  if (choices !== undefined) return `_countersign_offer ${choices.map(quote).join(' ')}`;
  if (value === 'profile') return '_countersign_profiles';
  if (value === 'file') return '_files';
  if (value === 'program') return '_countersign_programs';
  return '_message value';
}
