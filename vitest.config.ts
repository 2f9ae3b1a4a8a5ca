import { defineConfig } from 'vitest/config';

/** Suites against the engine share two cores and one engine: few files at once, time to spare. */
const onEngine = {
  setupFiles: ['test/support/require-engine.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  maxWorkers: 2,
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
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'engine', include: ['test/engine/**/*.test.ts'], ...onEngine },
      },
      {
        extends: true,
        // They wait for containers most of the time.
        test: {
          name: 'scenario',
          include: ['test/scenario/**/*.test.ts'],
          ...onEngine,
          maxWorkers: 4,
        },
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
