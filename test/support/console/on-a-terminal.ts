/** Put before the words of a command: runs it on a terminal, one of its own (`script`, of util-linux). */
export const ON_A_TERMINAL = ['sh', '-c', 'script -qec "$(printf "\'%s\' " "$@")" /dev/null', 'sh'];
