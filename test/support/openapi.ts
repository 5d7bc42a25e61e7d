import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { AnySchema } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parse } from 'yaml';

type Json = Readonly<Record<string, unknown>>;

interface Described {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, { readonly schema: AnySchema }>>;
}

const DOCUMENT = parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.yaml'), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses?: Readonly<Record<string, Json>> }>>>>;
  readonly components: { readonly schemas: Json };
};

/** An answer, as far as a description can hold it. */
export interface Answered {
  /** As it is described: `/api/devices/{id}`. */
  readonly path: string;
  /** `post` if nothing is said. */
  readonly method?: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Holds answers against docs/openapi.yaml, and remembers which of it was met. */
export interface DescribedApi {
  check(answer: Answered): void;
  /** What is described and was never met, as `post /path 404`. */
  unmet(): string[];
}

/**
 * Nothing may be in an answer that is not described: every object is closed, as if it said so.
 *
 * @param prefix of the paths that this is about
 */
export function describedApi(prefix = '/auth/device'): DescribedApi {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, formats: FORMATS });
  ajv.addSchema(inDefinitions({ $id: 'openapi', $defs: closed(DOCUMENT.components.schemas) }));
  const met = new Set<string>();
  return {
    check({ path, method = 'post', status, headers, body }) {
      const where = `${method} ${path} ${status}`;
      const described = DOCUMENT.paths[path]?.[method]?.responses?.[String(status)];
      expect(described, `${where} is described`).to.be.an('object');
      const { headers: expected = {}, content } = resolve(described!);
      const type = headers.get('Content-Type')?.split(';')[0] ?? '';
      if (content) {
        expect(Object.keys(content), `the type of ${where}`).to.include(type);
        const valid = ajv.compile(inDefinitions(content[type]?.schema))(body);
        expect(valid, `${where}: ${JSON.stringify(body)}`).to.equal(true);
      } else expect(type, `the type of ${where}`).to.equal('');
      for (const [name, { required }] of Object.entries(expected))
        if (required) expect(headers.get(name), `${name} of ${where}`).to.be.a('string');
      met.add(where);
    },
    unmet: () =>
      Object.entries(DOCUMENT.paths)
        .filter(([path]) => path.startsWith(prefix))
        .flatMap(([path, methods]) =>
          Object.entries(methods).flatMap(([method, { responses = {} }]) =>
            Object.keys(responses).map((status) => `${method} ${path} ${status}`),
          ),
        )
        .filter((where) => !met.has(where)),
  };
}

const FORMATS = {
  uri: (text: string) => URL.canParse(text),
  'date-time': (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text),
};

function resolve(described: Json): Described {
  if (typeof described.$ref !== 'string') return described;
  const found = described.$ref
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((value, step) => (value as Json)[step], DOCUMENT);
  return found as Described;
}

/** The same schema, with references to where ajv keeps the others. */
function inDefinitions(schema: unknown): AnySchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"openapi#/$defs/')) as AnySchema;
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)]));
  return copy.type === 'object' && 'properties' in copy ? { ...copy, additionalProperties: false } : copy;
}
