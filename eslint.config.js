import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom: the plan of the house (docs/architecture.md) as rules. Each room of the server lists the other rooms it may open.
 */
const ROOMS = {
  domain: [],
  ports: ['domain'],
  observe: ['domain', 'ports'],
  http: ['domain', 'ports', 'observe'],
  settings: ['domain'],
  provider: ['domain', 'ports', 'observe', 'http', 'settings'],
  pairing: ['domain', 'ports', 'observe', 'http', 'settings'],
  devices: ['domain', 'ports', 'observe', 'http', 'settings'],
  'web-session': ['domain', 'ports', 'observe', 'http', 'settings'],
  admin: ['domain', 'ports', 'observe', 'http', 'settings'],
};

const ENGINE_INSIDE = { group: ['oidc-provider/lib/*'], message: 'Whole folders move there between minor versions.' };

/** Of what lies above the folder, nothing may be imported but what `open` matches (a regular expression); the message says why. */
const closed = (files, open, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [ENGINE_INSIDE, { regex: `^\\.\\./(?!${open})`, message }] }] },
});

const NOTHING = '$';
const OTHER_ROOM = 'The plan of the house does not let this room open that one: docs/architecture.md, "Who may import whom".';
const ADAPTERS_ROOM = 'An adapter knows ports and domain, and no other adapter: docs/architecture.md, "Who may import whom".';
const PACKAGE = 'A package of its own imports nothing from the rest of the repository.';

const houseRules = [
  ...Object.entries(ROOMS).flatMap(([room, others]) => {
    const open = others.length > 0 ? `(?:${others.join('|')})/[^/]+$` : NOTHING;
    return [
      closed([`server/${room}/*.ts`], open, OTHER_ROOM),
      closed([`server/${room}/*/*.ts`], `[^/]+\\.ts$|\\.\\./${open}`, OTHER_ROOM), // a cupboard in the room
    ];
  }),
  closed(['adapters/*.ts'], 'server/(?:ports|domain)/', ADAPTERS_ROOM),
  closed(['adapters/*/*.ts'], '[^/]+\\.ts$|\\.\\./server/(?:ports|domain)/', ADAPTERS_ROOM),
  closed(['client-cli/*.ts', 'api-guard/*.ts'], NOTHING, PACKAGE),
  closed(['client-cli/*/*.ts', 'api-guard/*/*.ts'], '(?!\\.\\./)', PACKAGE),
  closed(['examples/*/*.ts'], NOTHING, 'An example uses what is published, and nothing else.'),
];

const ambient = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'The environment is read in main.ts only.',
  },
  {
    selector: "CallExpression[callee.object.name='process'][callee.property.name='exit']",
    message: 'Only main.ts ends the process.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'The clock arrives as a dependency.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The clock arrives as a dependency.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Randomness arrives as a dependency.',
  },
  { selector: 'CallExpression[callee.name=/^random(Bytes|UUID|Int)$/]', message: 'Randomness arrives as a dependency.' },
];

export default defineConfig(
  { ignores: ['**/dist/**', 'node_modules/**', 'coverage/**', 'data/**', 'test/artifacts/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-imports': ['error', { patterns: [ENGINE_INSIDE] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...houseRules,
  {
    files: ['server/**/*.ts', 'adapters/**/*.ts', 'client-cli/**/*.ts', 'api-guard/**/*.ts'],
    plugins: { jsdoc },
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: true }],
      'jsdoc/require-jsdoc': [
        'error',
        { publicOnly: true, contexts: ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'], require: { ClassDeclaration: true } },
      ],
    },
  },
  {
    files: ['server/**/*.ts', 'adapters/**/*.ts'],
    ignores: ['server/main.ts', 'server/compose.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ambient] },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts', 'examples/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off', // chai's "expect(x).to.be.true" is an expression
      '@typescript-eslint/no-non-null-assertion': 'off', // a test that is wrong here fails, which is what it is for
      'no-console': 'off', // these talk to the person who runs them
    },
  },
);
