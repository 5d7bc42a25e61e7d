import type { z } from 'zod';

import type { Path, Problem } from './problems.ts';
import { orList, quoted, writeOneOf } from './wording.ts';
import type { YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;
type Explanation = Pick<Problem, 'message' | 'fix'>;

/**
 * What zod found wrong, as problems a person can mend. Three conventions tie this to `schema-blocks.ts`: the message of an `unrecognized_keys`
 * issue is the list of keys that are known; the message of an `invalid_value` issue is the noun for what was expected; a `custom` issue brings its
 * fix in `params.fix`. No value is quoted here unless it is one of a few words, since it may be a secret.
 */
export function explainIssues(file: YamlFile, issues: readonly Issue[]): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    const meant = issue.code === 'invalid_union' ? meantBranch(issue) : undefined;
    if (meant)
      return explainIssues(
        file,
        meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
      );
    if (issue.code === 'unrecognized_keys') {
      const known = issue.message.split(' ');
      return issue.keys.map((key) => ({
        ...file.placeOfKey([...path, key]),
        message: `nothing here is called ${quoted(key)}.`,
        fix: writeOneOf(key, known),
      }));
    }
    return { ...file.placeOf(path), ...explain(issue, valueAt(file.value, path)) };
  });
}

/** Of several shapes a value may have, the one that was tried: it is of that kind, and something inside is wrong. Of none: the first. */
function meantBranch({ errors }: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  return errors.find((branch) => !branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0)) ?? errors[0];
}

function explain(issue: Issue, value: unknown): Explanation {
  if (value === undefined) return { message: 'this is missing.', fix: missing(issue) };
  switch (issue.code) {
    case 'invalid_type':
      return {
        message: `${kindOf(value)} stands where ${wanted(issue.expected)} belongs.`,
        fix: fixForType(issue.expected, value),
      };
    case 'invalid_value':
      return { message: `${quoted(value)} is no ${issue.message}.`, fix: writeOneOf(value, issue.values.map(String)) };
    case 'invalid_union': {
      const options = optionsOf(issue);
      return { message: `${quoted(value)} is none of the kinds there are.`, fix: writeOneOf(value, options) };
    }
    case 'too_big':
      return { message: 'this is too much.', fix: `Write ${issue.maximum} or less.` };
    case 'too_small':
      return issue.origin === 'array'
        ? { message: 'this list is empty.', fix: `Write at least ${issue.minimum} entry, or leave the key out if you may.` }
        : { message: 'this is too little.', fix: `Write ${issue.minimum} or more.` };
    case 'custom':
      return { message: issue.message, fix: typeof issue.params?.fix === 'string' ? issue.params.fix : '' };
    case 'invalid_key': {
      const [first] = issue.issues;
      return first === undefined
        ? { message: 'this key will not do.', fix: 'Write another one.' }
        : explain(first, issue.path.at(-1));
    }
    case 'unrecognized_keys':
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
      // No schema of ours comes here; if one ever does, its own words are better than none.
      return { message: `${issue.message}.`, fix: 'Compare it with the shipped file.' };
  }
}

function missing(issue: Issue): string {
  const name = String(issue.path.at(-1) ?? '');
  if (issue.code === 'invalid_value') return `Add "${name}": ${orList(issue.values.map(String))}.`;
  if (issue.code === 'invalid_union') return `Add "${name}": ${orList(optionsOf(issue))}.`;
  return issue.code === 'invalid_type' ? `Add "${name}": ${wanted(issue.expected)}.` : `Add "${name}".`;
}

/** The words that tell the kinds of a discriminated union apart. */
function optionsOf(issue: z.core.$ZodIssueInvalidUnion): readonly string[] {
  return 'options' in issue ? (issue.options?.map(String) ?? []) : [];
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'number' ? 'a number' : 'a text';
}

function wanted(expected: string): string {
  if (expected === 'string') return 'a text';
  if (expected === 'array') return 'a list';
  if (expected === 'boolean') return 'true or false';
  return expected === 'number' || expected === 'int' ? 'a whole number' : 'a map';
}

function fixForType(expected: string, value: unknown): string {
  if (expected === 'string') return value === null || typeof value === 'object' ? 'Write one text.' : 'Put it in quotes.';
  if (expected === 'array') return 'Write [one, two], or each entry on a line of its own after "- ".';
  if (expected === 'boolean') return 'Write true or false, without quotes.';
  if (expected === 'number' || expected === 'int') return 'Write a whole number, without quotes.';
  return 'Write "key: value" lines, indented.';
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    root,
  );
}
