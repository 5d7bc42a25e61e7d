import { expect } from 'chai';
import { hasBrowser } from '../../../../client-cli/terminal/open-browser.ts';

describe('whether there is a browser to open', () => {
  it('is one on a desktop', () => {
    expect(hasBrowser({ DISPLAY: ':0' }, 'linux')).to.equal(true);
    expect(hasBrowser({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).to.equal(true);
    expect(hasBrowser({}, 'darwin')).to.equal(true);
    expect(hasBrowser({}, 'win32')).to.equal(true);
  });

  it('is none without a display, at the other end of SSH, or in a job', () => {
    expect(hasBrowser({}, 'linux')).to.equal(false);
    expect(hasBrowser({ DISPLAY: '' }, 'linux')).to.equal(false);
    expect(hasBrowser({ DISPLAY: 'localhost:10.0', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, 'linux')).to.equal(false);
    expect(hasBrowser({ SSH_TTY: '/dev/ttys001' }, 'darwin')).to.equal(false);
    expect(hasBrowser({ CI: 'true' }, 'darwin')).to.equal(false);
  });

  it('is none for root in the session of somebody else', () => {
    expect(hasBrowser({ DISPLAY: ':0', SUDO_USER: 'alice' }, 'linux')).to.equal(false);
  });
});
