import { apiCommand } from './api-command.ts';
import { completionCommand } from './completion-command.ts';
import { credentialCommand } from './credential-command.ts';
import type { CommandDeclaration } from './declaration.ts';
import { doctorCommand } from './doctor-command.ts';
import { execCommand } from './exec-command.ts';
import { helpCommand } from './help-command.ts';
import { loginCommand } from './login-command.ts';
import { logoutCommand } from './logout-command.ts';
import { profileCommand } from './profile-command.ts';
import { statusCommand } from './status-command.ts';
import { tokenCommand } from './token-command.ts';

/** Every command, in the order of the lists: as one meets them. */
export const COMMANDS: readonly CommandDeclaration[] = [
  loginCommand,
  statusCommand,
  tokenCommand,
  apiCommand,
  execCommand,
  credentialCommand,
  logoutCommand,
  profileCommand,
  doctorCommand,
  completionCommand,
  helpCommand,
];
