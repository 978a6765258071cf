import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** An assertion silences the compiler, so it needs a comment that says why it is right. */
const explainedAssertions = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { unexplained: 'Say in a comment why this assertion is right, or do without it.' },
  },
  create(context) {
    const { sourceCode } = context;
    const isStep = ({ type }) => /(?:Statement|Declaration|Definition|Property)$/.test(type);
    const firstLine = (node) => {
      let step = node;
      while (step.parent !== null && !isStep(step)) step = step.parent;
      return Math.min(step.loc.start.line, node.loc.start.line) - 1;
    };
    return {
      TSAsExpression(node) {
        if (sourceCode.getText(node.typeAnnotation) === 'const') return;
        const from = firstLine(node);
        const explained = sourceCode
          .getAllComments()
          .some(({ loc }) => loc.end.line >= from && loc.start.line <= node.loc.end.line);
        if (!explained) context.report({ node, messageId: 'unexplained' });
      },
    };
  },
};

// The way of a request. Each room imports itself and what stands left of it, and the base, which is
// below them all. test/house/walls.test.ts proves the same of the whole graph; this says it in the editor.
const ladder = ['identify', 'answer', 'ask', 'bridge', 'browser', 'react', 'otel', 'adapters'];
const sdks = [
  '@cerbos/*',
  '@clerk/*',
  '@opentelemetry/*',
  '@remix-run/*',
  'express',
  'fastify',
  'hono',
  'next',
  'next/*',
  'react',
  'react-dom',
  'react-router',
];

/** The wall in front of one room: what its files must not import. Below the top floor, no packages. */
function wall(
  files,
  above,
  packages = [
    { group: sdks, message: 'Only an adapter knows a framework or an SDK.' },
    { group: ['node:*'], message: 'The core runs wherever there is fetch.' },
  ],
) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^\\.{1,2}/(?:.*/)?(?:${[...above, 'testing', 'index'].join('|')})(?:/|$)`,
              message:
                'Imports run one way, down: adapters, bridge, ask, identify and answer, base.',
            },
            ...packages,
          ],
        },
      ],
    },
  };
}

export default defineConfig(
  globalIgnores([
    '**/.next/**',
    '**/.astro/**',
    '**/.react-router/**',
    'test/behaviour/apps/*/build/**',
    'examples/*/build/**',
    'test/behaviour/apps/nextjs-15/**',
    'test/behaviour/apps/react-router-8/{app,vite.config.ts}',
    'docs/.vitepress/{cache,dist}/**',
    '**/coverage/**',
    '**/dist/**',
    '**/next-env.d.ts',
    'test-results/**',
    // Programs that must not compile are part of the type tests.
    'test/house/types/programs/**',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { house: { rules: { 'explained-assertions': explainedAssertions } } },
    rules: {
      'house/explained-assertions': 'error',
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A named index says what the names are: `[kind: string]`.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // An app may take `{ isAllowed }` out of what we return, and its own lint must let it.
    files: ['src/**'],
    rules: { '@typescript-eslint/method-signature-style': 'error' },
  },
  {
    // Parameters of methods are compared loosely: so every version of Cerbos' clients and of OpenTelemetry's API fits, and a
    // decision on two actions is a decision. `this: void` says the same about `this`.
    files: [
      'src/otel/OpenTelemetryApi.ts',
      'src/ask/types/CerbosClient.ts',
      'src/ask/types/Decision.ts',
    ],
    rules: { '@typescript-eslint/method-signature-style': 'off' },
  },
  wall(['src/base/**'], ladder),
  wall(['src/identify/**'], ladder.slice(1)),
  wall(['src/answer/**'], ['identify', ...ladder.slice(2)]),
  wall(['src/ask/**'], ladder.slice(3)),
  wall(['src/bridge/**'], ladder.slice(4)),
  wall(['src/browser/**'], ['identify', 'answer', 'bridge', ...ladder.slice(5)]),
  wall(['src/testing/**'], ['answer', 'bridge', 'browser', 'react', 'otel', 'adapters'], []),
  wall(['src/react/**'], ['identify', 'answer', 'bridge', 'otel', 'adapters'], []),
  wall(['src/otel/**'], ['identify', 'answer', 'bridge', 'browser', 'react', 'adapters'], []),
  {
    // These speak to a developer, and to whoever reads the log.
    files: [
      'src/base/development.ts',
      'src/answer/logProblem.ts',
      'src/adapters/hono/guardRoute.ts',
      'src/cli/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**', 'examples/**', '*.{js,ts}'],
    rules: {
      'no-console': 'off',
      // A stand-in for something asynchronous has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // What the README tells apps to turn on. A promise is no answer, and a decision is always true: code
    // that forgets so lets everyone pass.
    files: ['examples/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-condition': 'error',
    },
  },
  {
    files: ['test/**'],
    rules: {
      // Tests hand over what the types forbid, on purpose.
      'house/explained-assertions': 'off',
      '@typescript-eslint/consistent-type-assertions': 'off',
      // Vitest's matchers (`expect.any(String)`) are typed as `any`.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // Takes the claim `sub` for the deprecated method of strings.
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        setTimeout: 'readonly',
        URL: 'readonly',
      },
    },
  },
);
