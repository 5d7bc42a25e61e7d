import { expect } from 'chai';

import { formatProblem } from '../../../../server/settings/problems.ts';
import { parseYamlFile } from '../../../../server/settings/yaml-file.ts';

const problemsIn = (text: string): readonly string[] => parseYamlFile('a.yaml', text).problems.map(formatProblem);

describe('a YAML file remembers where everything is written', () => {
  const file = parseYamlFile('a.yaml', 'one: 1\nlist:\n  - name: x\n    roles: [a, bb]\n  - {}\n');

  it('knows values and keys, lines and columns from 1', () => {
    expect(file.placeOf(['one'])).to.deep.equal({ file: 'a.yaml', line: 1, column: 6, path: 'one' });
    expect(file.placeOfKey(['list', 0, 'roles'])).to.deep.include({ line: 4, column: 5 });
    expect(file.placeOf(['list', 0, 'roles', 1])).to.deep.equal({
      file: 'a.yaml',
      line: 4,
      column: 16,
      path: 'list[0].roles[1]',
    });
  });

  it('places what is missing where it should have been', () => {
    expect(file.placeOf(['list', 1, 'name'])).to.deep.equal({ file: 'a.yaml', line: 5, column: 5, path: 'list[1].name' });
    expect(file.placeOf(['nowhere', 'at', 'all'])).to.deep.include({ line: 1, column: 1 });
  });

  it('places the root of an empty file', () => {
    const empty = parseYamlFile('a.yaml', '');
    expect(empty.value).to.equal(null);
    expect(empty.placeOf([])).to.deep.equal({ file: 'a.yaml', line: 1, column: 1, path: '' });
  });
});

describe('YAML that is not in order is a problem with a position', () => {
  for (const [what, text, problem] of [
    ['a key written twice', 'a: 1\nb: 2\na: 3\n', 'a.yaml:3:1: this key is written twice. Keep one of them.'],
    ['a tab', 'a:\n\t- b\n', 'a.yaml:2:1: a tab indents this line. Indent with blanks.'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'a.yaml:2:1: a second document begins here. Remove the line "---".'],
    ['an unknown tag', 'a: !secret x\n', 'a.yaml:1:4: a tag ("!…") means nothing here. Remove it, or put the text in quotes.'],
    ['an unknown alias', 'a: *x\n', 'a.yaml:1:4: nothing is called "&x". Write the value itself.'],
    ['an alias of a list', 'a: &x [1]\nb: *x\n', 'a.yaml:2:4: an alias stands for a list or a map. Write it out.'],
    ['a list as a key', '? [a]\n: b\n', 'a.yaml:1:3: a key is a list, a map or an alias. Write a word before the colon.'],
  ] as const) {
    it(what, () => {
      expect(problemsIn(text)).to.deep.equal([problem]);
    });
  }

  it('an open quote, without quoting what may be a secret', () => {
    const [problem] = problemsIn('a: "hunter2\nb: 1\n');
    expect(problem)
      .to.match(/^a\.yaml:3:1: this is not YAML \(Missing closing\)\./)
      .and.not.include('hunter2');
  });

  it('guesses nothing from ruins, but reads on after a key written twice', () => {
    expect(parseYamlFile('a.yaml', 'a: [1,\nb: 2\n').value).to.equal(undefined);
    const twice = parseYamlFile('a.yaml', 'a: 1\na: 2\n');
    expect(twice.value).to.deep.equal({ a: 2 });
    expect(twice.placeOf(['a'])).to.deep.include({ line: 2 });
  });

  it('lets a text be repeated by an alias', () => {
    expect(parseYamlFile('a.yaml', 'a: &x urn:example\nb: *x\n')).to.deep.include({
      value: { a: 'urn:example', b: 'urn:example' },
      problems: [],
    });
  });

  it('does not blow up on a small file that stands for a huge one', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `l${n + 1}: &l${n + 1} [*l${n}, *l${n}]`);
    const bomb = parseYamlFile('a.yaml', ['l0: &l0 x', ...levels].join('\n'));
    expect(bomb.value).to.equal(undefined);
    expect(bomb.problems).to.not.be.empty;
  });
});
