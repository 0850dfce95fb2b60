import globals from 'globals';
import js from '@eslint/js';

const browserAndNode = { ...globals['shared-node-browser'], WebAssembly: 'readonly' };

export default [
  {
    ignores: [
      '.build/',
      'dist/',
      'target/',
      '__tests__/fuzz/',
      'coverage/',
      '**/node_modules/',
      'artifacts/',
      '__tests__/stringOps.test.js',
      'benches/stringOps.bench.js',
      '__tests__/guide/',
    ],
  },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'error',
      'no-unused-vars': ['error', { varsIgnorePattern: '^_$', argsIgnorePattern: '^_$' }],
    },
  },
  { files: ['**/*.js', '**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: globals.node } },
  { files: ['lib/**/*.js'], languageOptions: { globals: { ...globals.node, ...browserAndNode } } },
  {
    files: ['**/*.mjs', '__tests__/**/*.js', 'benches/**/*.js'],
    languageOptions: { sourceType: 'module', globals: { ...globals.node, WebAssembly: 'readonly' } },
  },
  {
    files: ['__tests__/browser/in-page/**', '__tests__/browser/*.browser.mjs', 'examples/browser/**'],
    languageOptions: { globals: globals.browser },
  },
  {
    files: [
      'scripts/**',
      '__tests__/smoke/**',
      '__tests__/torture/**',
      'examples/**',
      'benches/**',
      'lib/cli/**',
      '__tests__/support/*.mjs',
    ],
    rules: { 'no-console': 'off' },
  },
  // This file runs on any Node, so it is written for the oldest.
  { files: ['scripts/check-node.cjs'], rules: { 'no-var': 'off' } },
];
