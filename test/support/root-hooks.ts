/** Runs before every suite: a skipped test is a failed run in CI, because nobody reads what did not happen. */
export const mochaHooks = {
  afterEach(this: Mocha.Context): void {
    if (process.env.CI && this.currentTest?.isPending()) {
      throw new Error(`skipped in CI: ${this.currentTest.fullTitle()}`);
    }
  },
};
