/** Waiting, dependencies and hooks: what is said, and what is left. */
import { describe, expect, it } from 'vitest';
import { idsOf, workspace } from '../support/flotilla.ts';

const sleeper = (name: string, more: string): string =>
  `  ${name}: {image: busybox, command: sleep 600, init: true, network_mode: none, stop_grace_period: 0s, ${more}}\n`;

const waiting = (name: string, on: string, condition: string): string =>
  sleeper(name, `depends_on: {${on}: {condition: service_${condition}}}`);

const probed = (name: string, probe: string): string =>
  sleeper(name, `healthcheck: {test: ${probe}, interval: 200ms, retries: 1}`);

const job = (name: string, script: string): string =>
  `  ${name}: {image: busybox, command: sh -c '${script}'}\n`;

const compose = (...services: readonly string[]): string => `services:\n${services.join('')}`;

describe('a dependency that does not come up', () => {
  it('is named with its reason, whatever the condition, and its dependent stays created', async () => {
    await using shop = workspace(
      'deps',
      compose(
        probed('sick', '"false"') + waiting('on-sick', 'sick', 'healthy'),
        '  dies: {image: busybox, command: "false", healthcheck: {test: "true", interval: 9s}}\n',
        waiting('on-dies', 'dies', 'healthy'),
        job('fails', 'exit 4') + waiting('on-fails', 'fails', 'completed_successfully'),
        sleeper('plain', 'scale: 1') + waiting('on-plain', 'plain', 'healthy'),
      ),
    );
    const { code, stderr } = await shop.flo('up', '-d');
    expect(code).toBe(1);
    const failed = `dependency failed to start: container ${shop.project}`;
    expect(stderr).toContain(`${failed}-sick-1 is unhealthy`);
    expect(stderr).toContain(`${failed}-dies-1 exited (1)`);
    expect(stderr).toContain('service "fails" didn\'t complete successfully: exit 4');
    expect(stderr).toContain(`${failed}-plain-1 has no healthcheck configured`);
    const containers = Object.entries(await shop.containers());
    const dependents = containers.filter(([name]) => name.startsWith('on-'));
    expect(dependents.map(([, { state }]) => state)).toEqual(Array(4).fill('created'));
  });

  it('is told and passed over when it is optional', async () => {
    await using shop = workspace(
      'optional',
      compose(
        probed('sick', '"false"') + job('fails', 'exit 4'),
        waiting('web', 'sick', 'healthy, required: false'),
        waiting('api', 'fails', 'completed_successfully, required: false'),
      ),
    );
    const up = await shop.flo('up', '-d');
    expect(up.code).toBe(0);
    const sick = `optional dependency "sick" failed to start: container ${shop.project}-sick-1 is unhealthy`;
    expect(up.stderr).toContain(`Container ${shop.project}-sick-1  Skipped: ${sick}\n`);
    expect(up.stderr).toContain(`warning: ${sick}`);
    expect(up.stderr).toContain(
      'warning: optional dependency "fails" didn\'t complete successfully: exit 4',
    );
    const containers = await shop.containers();
    expect([containers['web-1']?.state, containers['api-1']?.state]).toEqual([
      'running',
      'running',
    ]);
    const quiet = await shop.flo('--progress', 'quiet', 'up', '-d', '--force-recreate', 'web');
    expect(quiet.stderr).toContain(`warning: ${sick}`);
  });
});

describe('up --wait', () => {
  it('fails for a job that ends badly a moment later', async () => {
    await using shop = workspace(
      'job',
      compose(job('job', 'sleep 0.2; exit 5'), job('ok', 'sleep 1')),
    );
    const { code, stderr } = await shop.flo('up', '--wait');
    expect(code).toBe(1);
    expect(stderr).toContain(`container ${shop.project}-job-1 exited (5)`);
    expect(stderr).not.toContain('ok-1 exited');
  });

  it('fails when its time is over, for the application and for what waits in it', async () => {
    await using shop = workspace(
      'deadline',
      compose(
        sleeper('never', 'healthcheck: {test: "false", interval: 200ms, start_period: 60s}'),
        waiting('web', 'never', 'healthy'),
      ),
    );
    const { code, stderr } = await shop.flo('up', '--wait', '--wait-timeout', '1');
    expect(code).toBe(1);
    expect(stderr).toContain('timeout waiting for dependencies');
    expect(stderr).toContain(
      `application not healthy after 1s: container ${shop.project}-never-1 is still starting`,
    );
    expect((await shop.containers())['web-1']?.state).toBe('created');
  });

  it('waits for nothing where everything is healthy', async () => {
    const fast =
      'healthcheck: {test: "true", interval: 9s, start_period: 9s, start_interval: 100ms}';
    await using shop = workspace(
      'steady',
      compose(sleeper('db', fast), waiting('web', 'db', 'healthy')),
    );
    expect((await shop.flo('up', '-d')).code).toBe(0);
    const ids = await idsOf(shop.project);
    const again = await shop.flo('up', '--wait');
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain('Waiting');
    expect(await idsOf(shop.project)).toEqual(ids);
  });
});

describe('hooks', () => {
  const HOOKED = compose(
    sleeper('bad', 'post_start: [{command: sh -c "echo no luck; exit 3"}]'),
    sleeper('stays', 'pre_stop: [{command: sh -c "echo not yet; exit 2"}]'),
    // ends some time after its hook
    '  brief: {image: busybox, command: [sh, -c, "until test -e /said; do sleep 0.1; done; sleep 2"], ' +
      'post_start: [{command: sh -c "echo hello; touch /said"}]}\n',
  );

  it('after a start fail the command and leave the container running', async () => {
    await using shop = workspace('poststart', HOOKED);
    const { code, stderr } = await shop.flo('up', '-d', 'bad');
    expect(code).toBe(1);
    expect(stderr).toContain('hook exited with status 3');
    expect(stderr).toContain('no luck');
    expect((await shop.containers())['bad-1']?.state).toBe('running');
  });

  it('before a stop are told when they fail, and only obeyed when asked to', async () => {
    await using shop = workspace('prestop', HOOKED);
    await shop.flo('up', '-d', 'stays');
    const stateOf = async () => (await shop.containers())['stays-1']?.state;
    const strict = await shop.flo('stop', '--strict-hooks');
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain('not yet');
    expect(await stateOf()).toBe('running');
    const restarted = await shop.flo('restart', 'stays');
    expect(restarted.code).toBe(0);
    expect(restarted.stderr).toMatch(/warning: stays hook exited with status \d+/);
    const stopped = await shop.flo('--progress', 'quiet', 'stop');
    expect(stopped.code).toBe(0);
    expect(stopped.stderr).toMatch(/warning: stays hook exited with status \d+/);
    expect(await stateOf()).toBe('exited');
  });

  it('stand once among the logs when these are shown', async () => {
    await using shop = workspace('hooklog', HOOKED);
    const { code, stdout, stderr } = await shop.flo('up', 'brief');
    expect(code).toBe(0);
    expect(stdout).toContain('brief-1 ->  | hello\n');
    expect(stderr).not.toContain('hello');
  });
});
