import { expect } from 'chai';
import {
  LoginRequired,
  Problem,
  StoreUnavailable,
  Temporary,
  asProblem,
  problem,
} from '../../../../client-cli/problems/problem.ts';
import { EXIT } from '../../../../client-cli/problems/exit-codes.ts';
import { problems } from '../../../../client-cli/problems/problem-table.ts';
import type { ProblemCode } from '../../../../client-cli/problems/problem-table.ts';

describe('what can go wrong: a sentence, a next step and an exit code', () => {
  it('keeps the exit codes that scripts branch on', () => {
    expect(EXIT).to.deep.equal({
      ...{ ok: 0, other: 1, usage: 2, configuration: 3, loginNeeded: 4, denied: 5, expired: 6, temporary: 7, store: 8 },
      ...{ interrupted: 130, terminated: 143 },
    });
  });

  for (const code of Object.keys(problems()) as ProblemCode[]) {
    it(`${code} says what happened and what to do next, in whole sentences`, () => {
      const { message, hint, exitCode } = problems()[code];
      if (code !== 'usage') expect(message).to.match(/^["A-Z{-].*\.$/);
      expect(hint).to.match(/^[A-Z{].*[\w.)}"]$/);
      expect(exitCode).not.to.equal(EXIT.ok);
    });
  }

  it('gives the class that a caller of the library catches', () => {
    expect(problem('login_required')).to.be.instanceOf(LoginRequired);
    expect(problem('timeout')).to.be.instanceOf(Temporary).and.include({ retryable: true });
    expect(problem('store_damaged')).to.be.instanceOf(StoreUnavailable);
    expect(problem('access_denied')).to.be.instanceOf(Problem).and.include({ retryable: false, exitCode: EXIT.denied });
  });

  it('fills in details, and leaves no place open', () => {
    expect(problem('refused', { host: 'id.example' }).message).to.equal('id.example refuses connections.');
    expect(problem('login_required', { profile: 'work' }).hint).to.equal('Log in with "countersign login".');
  });

  it('takes whatever else is thrown for a bug of ours', () => {
    expect(asProblem(new RangeError('x')).code).to.equal('unexpected');
    expect(asProblem('x').code).to.equal('unexpected');
    const foreign = asProblem(new TypeError('no credentials in https://me:SECRET@id.example\u001b[2J, please'));
    expect(foreign.message)
      .to.include('https://id.example, please')
      .and.not.match(/SECRET|\u001b/);
  });
});
