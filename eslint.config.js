import { importX } from 'eslint-plugin-import-x';
import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom: the plan of the house (docs/architecture.md) as rules. Each room lists what it may not open.
 */
const rooms = [
  { room: './server/domain', mayImport: ['./domain'] },
  { room: './server/ports', mayImport: ['./domain', './ports'] },
  { room: './server/observe', mayImport: ['./domain', './ports', './observe'] },
  { room: './server/http', mayImport: ['./domain', './ports', './observe', './http'] },
  { room: './server/settings', mayImport: ['./domain', './settings'] },
  { room: './server/provider', mayImport: ['./domain', './ports', './observe', './http', './settings', './provider'] },
  { room: './server/pairing', mayImport: ['./domain', './ports', './observe', './http', './settings', './pairing'] },
  { room: './server/devices', mayImport: ['./domain', './ports', './observe', './http', './settings', './devices'] },
  { room: './server/web-session', mayImport: ['./domain', './ports', './observe', './http', './settings', './web-session'] },
  { room: './server/admin', mayImport: ['./domain', './ports', './observe', './http', './settings', './admin'] },
];

const zones = [
  ...rooms.map(({ room, mayImport }) => ({
    target: room,
    from: './server',
    except: mayImport,
    message: 'The plan of the house does not let this room open that one: docs/architecture.md, "Who may import whom".',
  })),
  { target: './server/*/**', from: './adapters', message: 'Only compose.ts chooses an adapter.' },
  {
    target: './adapters',
    from: './server',
    except: ['./ports', './domain'],
    message: 'An adapter knows ports and domain, nothing else.',
  },
  { target: './adapters/sqlite', from: './adapters/redis', message: 'Adapters do not know each other.' },
  { target: './adapters/redis', from: './adapters/sqlite', message: 'Adapters do not know each other.' },
  {
    target: './client-cli',
    from: './',
    except: ['./client-cli', './node_modules'],
    message: 'The console is a package of its own.',
  },
  { target: './api-guard', from: './', except: ['./api-guard', './node_modules'], message: 'The guard is a package of its own.' },
  { target: './examples', from: './server', message: 'Examples use what is public.' },
  { target: './examples', from: './adapters', message: 'Examples use what is public.' },
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
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones, basePath: import.meta.dirname }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['oidc-provider/lib/*'], message: 'Whole folders move there between minor versions.' }] },
      ],
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
  { files: ['eslint.config.js'], rules: { 'import-x/no-default-export': 'off' } },
);
