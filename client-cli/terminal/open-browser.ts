import type { Environment } from '../environment.ts';

/**
 * Is there a browser that the person in front of this terminal would see? Not at the other end of SSH, not in a container or a job, not without a
 * display.
 */
export function hasBrowser(env: Environment, platform: NodeJS.Platform): boolean {
  if (env.SSH_CONNECTION || env.SSH_CLIENT || env.SSH_TTY || env.CI || env.TERM === 'dumb') return false;
  if (platform === 'win32' || platform === 'darwin' || env.WSL_DISTRO_NAME) return true;
  return [env.DISPLAY, env.WAYLAND_DISPLAY].some(Boolean);
}

/** Opens a page, and leaves it at that: whether it worked, the person sees. */
export async function openBrowser(address: string, onFailure: (reason: string) => void): Promise<void> {
  try {
    const { default: open } = await import('open');
    const opener = await open(address);
    opener.on('error', (error) => onFailure(String(error)));
    opener.unref();
  } catch (error) {
    onFailure(String(error));
  }
}
