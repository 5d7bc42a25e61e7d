import { expect } from 'chai';

import { problems } from '../../../../client-cli/problems/problem-table.ts';
import { EXIT } from '../../../../client-cli/problems/exit-codes.ts';
import { describeHelp } from '../../../../server/http/help-page.ts';
import { exitCodeOf, hasHelp } from '../../../../server/http/help-topics.ts';
import { messagesIn } from '../../../../server/http/languages.ts';

const sections = describeHelp(messagesIn('en'));
const anchors = sections.flatMap((section) => [section.id, ...section.messages.map(({ id }) => id)]);

/** What a program can hear at the endpoints that we have, by where it is defined. */
const OAUTH_ERRORS = {
  'RFC 6749, section 5.2': [
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
  ],
  'RFC 6749, section 4.1.2.1': ['server_error', 'temporarily_unavailable'],
  'RFC 8628, section 3.5': ['authorization_pending', 'slow_down', 'access_denied', 'expired_token'],
  'RFC 8707, section 2': ['invalid_target'],
  'RFC 9449, sections 5 and 8': ['invalid_dpop_proof', 'use_dpop_nonce'],
  'RFC 7009, section 2.2.1': ['unsupported_token_type'],
  'RFC 6750, section 3.1': ['invalid_token', 'insufficient_scope'],
};

describe('the topics of the troubleshooting page', () => {
  it('name every anchor once', () => {
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) < index)).to.deep.equal([]);
  });

  it('explain every message of the console, with the exit code that it has', () => {
    for (const [code, { exitCode }] of Object.entries(problems())) {
      expect(anchors, code).to.include(code);
      expect(hasHelp(code) && exitCodeOf(code), code).to.equal(exitCode);
    }
  });

  it('give no exit code to what the console does not say', () => {
    const exits = sections.flatMap(({ messages }) => messages).filter(({ exitCode }) => exitCode !== undefined);
    expect(exits.map(({ id }) => id)).to.have.members(Object.keys(problems()));
  });

  it('explain every exit code of the console', () => {
    expect(Object.keys(messagesIn('en').help.exits).map(Number)).to.have.members(Object.values(EXIT));
  });

  it('show what people see: the sentence of a page, in their language', () => {
    const messages = describeHelp(messagesIn('de')).flatMap((section) => section.messages);
    expect(messages.find(({ id }) => id === 'code-unknown')?.sentence).to.equal('Auf diesen Code wartet kein Gerät.');
    const silent = messages.filter(
      ({ id, sentence, exitCode }) => /^(?:code|sign-in|review|page)-/.test(id) && !sentence && exitCode === undefined,
    );
    expect(silent).to.deep.equal([]);
  });

  it('explain every problem of the pages', () => {
    const { enterCode, signIn, problem, review, devices } = messagesIn('en');
    for (const code of Object.keys(enterCode.problems)) expect(anchors).to.include(`code-${code}`);
    for (const code of Object.keys(signIn.problems)) expect(anchors).to.include(`sign-in-${code}`);
    for (const code of Object.keys(problem.problems)) expect(anchors).to.include(`page-${code}`);
    for (const code of Object.keys(devices.problems)) expect(anchors).to.include(`devices-${code}`);
    for (const code of Object.keys(review.obstacles)) expect(anchors).to.include(`review-${code}`);
  });

  for (const [source, codes] of Object.entries(OAUTH_ERRORS)) {
    it(`explain every error of ${source}`, () => expect(anchors).to.include.members(codes));
  }
});
