import { apiCommand } from './api-command.ts';
import type { CommandDeclaration } from './declaration.ts';
import { loginCommand } from './login-command.ts';
import { logoutCommand } from './logout-command.ts';
import { statusCommand } from './status-command.ts';
import { tokenCommand } from './token-command.ts';

/** Every command, in the order of the lists: as one meets them. */
export const COMMANDS: readonly CommandDeclaration[] = [loginCommand, statusCommand, tokenCommand, apiCommand, logoutCommand];
