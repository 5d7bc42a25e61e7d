import type { Environment } from '../environment.ts';

/**
 * Why is there no browser that the person in front of this terminal would see? There is none at the other end of SSH, in a container or a job, without a
 * display, and not as root in the session of somebody else, where it would be root's browser.
 *
 * @returns undefined when there is one
 */
export function browserObstacle(env: Environment, platform: NodeJS.Platform): string | undefined {
  if (env.SUDO_USER || env.SSH_CONNECTION || env.SSH_CLIENT || env.SSH_TTY) return 'this terminal came over SSH';
  if (env.CI) return 'CI is set';
  if (env.TERM === 'dumb') return 'TERM is dumb';
  if (platform === 'win32' || platform === 'darwin' || env.WSL_DISTRO_NAME) return undefined;
  return [env.DISPLAY, env.WAYLAND_DISPLAY].some(Boolean) ? undefined : 'there is no display';
}

/** Is there a browser that the person in front of this terminal would see? */
export function hasBrowser(env: Environment, platform: NodeJS.Platform): boolean {
  return browserObstacle(env, platform) === undefined;
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
