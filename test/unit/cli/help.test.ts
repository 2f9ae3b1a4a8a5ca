import { expect, test } from 'vitest';
import { renderCommandHelp, renderProgramHelp } from '../../../src/cli/help.ts';
import { VERSION } from '../../../src/cli/version.ts';
import manifest from '../../../package.json' with { type: 'json' };

test('a command’s help shows its usage line, its flags in order, choices and defaults', () => {
  const text = renderCommandHelp({
    name: 'up',
    summary: 'Create and start containers',
    positionals: { usage: '[SERVICE...]' },
    flags: {
      timeout: { kind: 'int', short: 't', value: 'SECONDS', default: 10, text: 'Time to stop' },
      pull: { kind: 'string', text: 'Pull images', choices: ['always', 'never'] },
      scale: { kind: 'strings', value: 'SERVICE=N', text: 'Number of replicas' },
      secret: { kind: 'boolean', hidden: true, text: 'Not shown' },
    },
  });
  expect(text).toMatchInlineSnapshot(`
    "Usage: flotilla up [OPTIONS] [SERVICE...]

    Create and start containers

    Options:
          --allow-remote     Fetch remote compose files, the newest of each
          --dry-run          Show the plan and change nothing
      -h, --help             Show help
          --pull TEXT        Pull images (always, never)
          --scale SERVICE=N  Number of replicas (may be repeated)
      -t, --timeout SECONDS  Time to stop (default 10)
    "
  `);
});

test('the program’s help lists the commands that are not hidden', () => {
  const text = renderProgramHelp({
    up: { summary: 'Start' },
    convert: { summary: 'Old', hidden: true },
  });
  expect(text).toContain('\nCommands:\n  up  Start\n\nOptions:\n');
  expect(text).not.toContain('convert');
  expect(text).not.toContain('--workdir');
});

test('the version is that of the package', () => {
  expect(VERSION).toBe(manifest.version);
});
