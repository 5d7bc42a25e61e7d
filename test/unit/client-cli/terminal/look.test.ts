import { expect } from 'chai';
import { lookOf } from '../../../../client-cli/terminal/look.ts';

const terminal = { isTTY: true, columns: 100, rows: 30, write: () => true };
const pipe = { write: () => true };
const usual = { color: true, accessible: false };

describe('what a stream can show', () => {
  it('gives a person colour, movement and frames', () => {
    const look = lookOf(terminal, { LANG: 'en_US.UTF-8' }, usual);
    expect(look).to.include({ interactive: true, columns: 100, rows: 30, animation: true, unicode: true });
    expect(look.paint('good', 'ok')).to.equal('\u001b[32mok\u001b[39m');
  });

  const plain: readonly (readonly [name: string, stream: typeof pipe, env: Record<string, string>, wishes: typeof usual])[] = [
    ['NO_COLOR', terminal, { NO_COLOR: '1' }, usual],
    ['TERM=dumb', terminal, { TERM: 'dumb' }, usual],
    ['--no-color', terminal, {}, { ...usual, color: false }],
    ['a pipe', pipe, {}, usual],
  ];
  for (const [name, stream, env, wishes] of plain) {
    it(`gives no colour to ${name}`, () => expect(lookOf(stream, env, wishes).paint('bad', 'x')).to.equal('x'));
  }

  it('takes an empty NO_COLOR for none (no-color.org)', () => {
    expect(lookOf(terminal, { NO_COLOR: '' }, usual).paint('bad', 'x')).not.to.equal('x');
  });

  it('moves nothing with --accessible, in CI or on a dumb terminal', () => {
    expect(lookOf(terminal, {}, { ...usual, accessible: true }).animation).to.equal(false);
    expect(lookOf(terminal, { CI: 'true' }, usual).animation).to.equal(false);
    expect(lookOf(terminal, { TERM: 'dumb' }, usual).animation).to.equal(false);
  });
});
