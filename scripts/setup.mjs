/**
 * Installs what is missing before a command runs, on a machine that has only Node and npm. Plain JavaScript: it runs before anything is installed,
 * on whatever Node is there. With --tests it also sees to the servers and the browser that the tests use.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const stamp = join(root, 'node_modules', '.countersign-setup');

/** What the tests start, and the Debian package it is in. */
const TEST_PROGRAMS = [
  { anyOf: ['redis-server'], debianPackage: 'redis-server', what: 'Redis' },
  { anyOf: ['chromium', 'chromium-browser', 'google-chrome'], debianPackage: 'chromium', what: 'Chromium' },
  { anyOf: ['git'], debianPackage: 'git', what: 'git' },
  { anyOf: ['kubectl'], debianPackage: 'kubernetes-client', what: 'kubectl' },
  { anyOf: ['zsh'], debianPackage: 'zsh', what: 'zsh' },
  { anyOf: ['fish'], debianPackage: 'fish', what: 'fish' },
  { anyOf: ['man'], debianPackage: 'man-db', what: 'man' },
  { anyOf: ['mandoc'], debianPackage: 'mandoc', what: 'mandoc' },
  { anyOf: ['faketime'], debianPackage: 'faketime', what: 'faketime', only: 'linux' },
  { anyOf: ['dbus-daemon'], debianPackage: 'dbus', what: 'D-Bus', only: 'linux' },
  { anyOf: ['gnome-keyring-daemon'], debianPackage: 'gnome-keyring', what: 'GNOME Keyring', only: 'linux' },
];

installPackages();
if (process.argv.includes('--tests')) {
  installTestPrograms();
  installOtherServer();
}

function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    stop('node_modules is a link, and npm would empty the folder behind it. Remove the link; then run the same command again.');
  say('Installing packages (once) …');
  const npm = process.env.npm_execpath;
  const [command, ...args] = npm ? [process.execPath, npm] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const result = spawnSync(command, [...args, 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (result.status !== 0) stop('npm could not install the packages. See its message above; then run the same command again.');
  writeFileSync(stamp, lock);
}

function installTestPrograms() {
  const missing = TEST_PROGRAMS.filter(
    ({ anyOf, only = process.platform }) => only === process.platform && !anyOf.some(isInstalled),
  );
  if (missing.length === 0) return;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (isInstalled('apt-get') && process.getuid?.() === 0) {
    say(`Installing ${packages.join(' and ')} for the tests (once) …`);
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
  }
  const still = missing.filter(({ anyOf }) => !anyOf.some(isInstalled));
  if (still.length === 0) return;
  stop(
    `The tests need ${still.map(({ what }) => what).join(', ')}, which could not be installed from here. ` +
      `On Debian or Ubuntu run: sudo apt-get install ${still.map(({ debianPackage }) => debianPackage).join(' ')}`,
  );
}

/**
 * Django OAuth Toolkit, the authorization server in another language that the console is tried against: into a folder of its own that outlives node_modules. Without
 * Python or a network its tests are skipped, with the reason; under CI they fail.
 */
function installOtherServer() {
  const wanted = readFileSync(join(root, 'test', 'support', 'django-oauth-toolkit', 'requirements.txt'), 'utf8');
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'countersign-tests', 'django-oauth-toolkit');
  const done = join(folder, 'installed.txt');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return;
  if (!isInstalled('pip3') && !isInstalled('pip') && isInstalled('apt-get') && process.getuid?.() === 0) {
    const quiet = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-pip'], quiet);
  }
  say('Installing Django OAuth Toolkit for the tests (once) …');
  rmSync(folder, { recursive: true, force: true });
  const options = ['--quiet', '--no-deps', '--only-binary', ':all:', '--no-compile', '--disable-pip-version-check'];
  const requirements = join(root, 'test', 'support', 'django-oauth-toolkit', 'requirements.txt');
  const result = spawnSync('python3', ['-m', 'pip', 'install', ...options, '--target', folder, '-r', requirements], {
    stdio: 'ignore',
    timeout: 120_000,
  });
  if (result.status === 0) writeFileSync(done, wanted);
  else say('It could not be installed (it takes Python 3.10 or later, pip and a network): its tests are skipped.');
}

function isInstalled(program) {
  try {
    execFileSync(process.platform === 'win32' ? 'where' : 'which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function say(message) {
  process.stderr.write(`${message}\n`);
}

function stop(message) {
  say(message);
  process.exit(1);
}
