import { defineConfig } from 'vitest/config';

/** Suites against the engine share it and wait for containers half of the time. */
const onEngine = {
  setupFiles: ['test/support/require-engine.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  maxWorkers: 4,
  // A busy machine can make one wait too short. The report marks every test that needed this.
  retry: 1,
};

export default defineConfig({
  test: {
    pool: 'threads',
    // Pure code leaves nothing behind: a fresh world for every file costs ten times the tests.
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/*.test.ts'],
          isolate: false,
          // the default leaves one core of two alone
          maxWorkers: 2,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'engine', include: ['test/engine/**/*.test.ts'], ...onEngine },
      },
      {
        extends: true,
        test: { name: 'scenario', include: ['test/scenario/**/*.test.ts'], ...onEngine },
      },
      {
        extends: true,
        test: { name: 'terminal', include: ['test/terminal/**/*.test.{ts,tsx}'], ...onEngine },
      },
      {
        extends: true,
        test: { name: 'package', include: ['test/package/**/*.test.ts'], ...onEngine },
      },
    ],
  },
});
