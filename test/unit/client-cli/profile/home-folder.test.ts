import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { homeFolder } from '../../../../client-cli/profile/home-folder.ts';

const MODULE = resolve(import.meta.dirname, '../../../../client-cli/profile/home-folder.ts');

describe('the folder of the console', () => {
  it('is COUNTERSIGN_HOME, as a whole path, where that is set', () => {
    expect(homeFolder({ COUNTERSIGN_HOME: 'here' })).to.equal(resolve('here'));
    expect(homeFolder({ COUNTERSIGN_HOME: '/there', XDG_DATA_HOME: '/data' })).to.equal('/there');
  });

  it('is else where the system wants the data of one user', () => {
    expect(homeFolder({}, 'linux')).to.equal(join(homedir(), '.local/share/countersign'));
    expect(homeFolder({ XDG_DATA_HOME: '/data' }, 'linux')).to.equal('/data/countersign');
    expect(homeFolder({}, 'darwin')).to.equal(join(homedir(), 'Library/Application Support/countersign'));
    expect(homeFolder({ LOCALAPPDATA: '/local' }, 'win32')).to.equal(join('/local', 'countersign', 'Data'));
    expect(homeFolder({}, 'win32')).to.equal(join(homedir(), 'AppData', 'Local', 'countersign', 'Data'));
  });

  it('is never where one happens to be: a relative path is no answer (XDG Base Directory Specification)', () => {
    expect(homeFolder({ XDG_DATA_HOME: 'data' }, 'linux')).to.equal(join(homedir(), '.local/share/countersign'));
    const code = `import { homeFolder } from ${JSON.stringify(MODULE)}; console.log(homeFolder({}, 'linux'))`;
    const said = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', code], { env: { HOME: '' } });
    expect(said.toString()).to.match(/^\/.*\/countersign\n$/);
  });
});
