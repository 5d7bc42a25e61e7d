import type { CommandDeclaration } from '../program/declaration.ts';
import { completionNodes, EVERYWHERE, namesOf, quote } from './completion-node.ts';
import type { CompletionNode, CompletionOption } from './completion-node.ts';

/**
 * Completion for bash 3.2 and later, without the package bash-completion. Profile names are compared, never expanded: `compgen -W` would run what a
 * folder is called.
 */
export function bashScript(commands: readonly CommandDeclaration[]): string {
  const nodes = completionNodes(commands);
  const paths = nodes.map(({ path }) => quote(path)).join(' | ');
  return `# bash completion for countersign, made by "countersign completion bash"
_countersign() {
  local word current path='' option='' next
  local -i index place=0 ended=0
  local -a words=()
  COMPREPLY=()
  # bash splits --option=value at the sign
  for ((index = 1; index <= COMP_CWORD; index++)); do
    if [[ \${COMP_WORDS[index]} != = ]]; then
      words+=("\${COMP_WORDS[index]}")
    elif ((index == COMP_CWORD)); then
      words+=('')
    fi
  done
  current=\${words[\${#words[@]} - 1]}
  unset "words[\${#words[@]} - 1]"

  for word in \${words[@]+"\${words[@]}"}; do
    if ((ended)); then
      place+=1
    elif [[ -n $option ]]; then
      option=''
    elif [[ $word == -- ]]; then
      ended=1
    elif [[ $word == -* ]]; then
      _countersign_takes_value "$path" "$word" && option=$word
    else
      next="\${path:+$path }$word"
      case $next in
        ${paths}) path=$next ;;
        *) place+=1 ;;
      esac
    fi
  done

  if [[ -n $option ]]; then
    _countersign_values "$path" "$option"
  elif [[ $current == -* ]] && ((!ended)); then
    _countersign_offer ${words(EVERYWHERE.flatMap(namesOf))}
    case $path in
${nodes.map(optionsCase).join('')}    esac
  else
    case "$path $place" in
${nodes.map(placesCase).join('')}    esac
  fi
}

_countersign_offer() {
  local offer
  for offer in "$@"; do
    if [[ $offer == "$current"* ]]; then COMPREPLY+=("$offer"); fi
  done
}

# Only what was typed with its whole path is run as it was typed: in the folder of somebody else, ./countersign may be anything
_countersign_profiles() {
  local name program=\${COMP_WORDS[0]}
  if [[ $program == '~/'* ]]; then program=$HOME\${program#'~'}; fi
  if [[ $program != /* ]]; then program=countersign; fi
  while IFS= read -r name; do
    _countersign_offer "$name"
  done < <("$program" profile list --names 2>/dev/null)
}

_countersign_files() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do
    COMPREPLY+=("$name")
  done < <(compgen -f -- "$current")
}

_countersign_programs() {
  local name
  if ((place > 0)); then
    _countersign_files
    return
  fi
  while IFS= read -r name; do
    COMPREPLY+=("$name")
  done < <(compgen -c -- "$current")
}

_countersign_takes_value() {
  case "$2" in
    ${EVERYWHERE.filter(takesValue).flatMap(namesOf).join(' | ')}) return 0 ;;
  esac
  case "$1 $2" in
    ${keys(nodes, takesValue).join(' | ')}) return 0 ;;
  esac
  return 1
}

_countersign_values() {
  case "$2" in
${EVERYWHERE.filter(takesValue)
  .map((option) => `    ${namesOf(option).join(' | ')}) ${valuesOf(option)} ;;\n`)
  .join('')}  esac
  case "$1 $2" in
${nodes.flatMap(({ path, options }) => options.filter(takesValue).map((option) => `    ${quote(`${path} ${option.long}`)}) ${valuesOf(option)} ;;\n`)).join('')}  esac
}

complete -F _countersign countersign
`;
}

const takesValue = ({ placeholder }: CompletionOption): boolean => placeholder !== undefined;

function keys(nodes: readonly CompletionNode[], which: (option: CompletionOption) => boolean): string[] {
  return nodes.flatMap(({ path, options }) => options.filter(which).map(({ long }) => quote(`${path} ${long}`)));
}

function words(all: readonly string[]): string {
  return all.map((word) => (/^[\w-]+$/.test(word) ? word : quote(word))).join(' ');
}

function optionsCase({ path, options }: CompletionNode): string {
  return options.length === 0 ? '' : `      ${quote(path)}) _countersign_offer ${words(options.flatMap(namesOf))} ;;\n`;
}

function placesCase({ path, commands, places }: CompletionNode): string {
  if (commands.length > 0) {
    return `      ${quote(`${path} 0`)}) _countersign_offer ${words(commands.map(({ name }) => name))} ;;\n`;
  }
  return places
    .map((place, index) => {
      const at = place.name.includes('...') ? `${quote(`${path} `)}*` : quote(`${path} ${index}`);
      return `      ${at}) ${valuesOf(place)} ;;\n`;
    })
    .join('');
}

function valuesOf({ choices, value }: Pick<CompletionOption, 'choices' | 'value'>): string {
  if (choices !== undefined) return `_countersign_offer ${words(choices)}`;
  if (value === 'profile') return '_countersign_profiles';
  if (value === 'file') return '_countersign_files';
  if (value === 'program') return '_countersign_programs';
  return ':';
}
