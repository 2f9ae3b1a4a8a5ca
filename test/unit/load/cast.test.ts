import { describe, expect, it } from 'vitest';
import { castScalars } from '../../../src/load/cast.ts';
import { childOf, toPlain } from '../../../src/load/tree.ts';
import { brief, treeOf } from './yaml.ts';

const service = (text: string): string => `services: {a: {${text}}}`;
const cast = (text: string) => castScalars(treeOf(text));
const castService = (text: string): unknown => {
  const services = childOf(cast(service(text)).node, 'services');
  const a = childOf(services, 'a');
  return a && JSON.parse(JSON.stringify(toPlain(a)));
};

describe('castScalars', () => {
  it('reads text as numbers where numbers are wanted', () => {
    expect(
      castService(
        'scale: "3", cpus: "1.5", pids_limit: "-1", ports: [{target: "80"}, "80"], ' +
          'ulimits: {nofile: "5", nproc: {soft: "1", hard: "2"}}, deploy: {replicas: "2"}',
      ),
    ).toEqual({
      scale: 3,
      cpus: 1.5,
      pids_limit: -1,
      ports: [{ target: 80 }, '80'],
      ulimits: { nofile: 5, nproc: { soft: 1, hard: 2 } },
      deploy: { replicas: 2 },
    });
  });

  it('reads text as booleans where booleans are wanted, in any case', () => {
    expect(
      castService(
        'init: "TRUE", tty: "false", volumes: [{read_only: "true", volume: {nocopy: "False"}}], ' +
          'depends_on: {b: {required: "false"}}',
      ),
    ).toEqual({
      init: true,
      tty: false,
      volumes: [{ read_only: true, volume: { nocopy: false } }],
      depends_on: { b: { required: false } },
    });
  });

  it('covers networks, volumes, secrets and configs', () => {
    const { node } = cast(
      'networks: {n: {internal: "true"}}\nvolumes: {v: {external: "true"}}\nsecrets: {s: {external: "false"}}\n',
    );
    expect(toPlain(node)).toEqual({
      networks: { n: { internal: true } },
      volumes: { v: { external: true } },
      secrets: { s: { external: false } },
    });
  });

  it('leaves other text and other types alone', () => {
    const tree = treeOf(
      service('image: "1", user: "true", scale: 2, init: true, labels: {a: "1"}'),
    );
    expect(castScalars(tree).node).toBe(tree);
  });

  it('reports every value that cannot be read', () => {
    const text = service('scale: abc, privileged: "", cpus: "nan", tty: "1", oom_score_adj: 1.5x');
    expect(cast(text).diagnostics.map(brief)).toEqual([
      'bad-value 1:23 services.a.scale',
      'bad-value 1:40 services.a.privileged',
      'bad-value 1:50 services.a.cpus',
      'bad-value 1:62 services.a.tty',
      'bad-value 1:82 services.a.oom_score_adj',
    ]);
  });

  it('warns about booleans of YAML 1.1', () => {
    const { node, diagnostics } = cast(service('init: yes, tty: off'));
    expect(toPlain(node)).toEqual({ services: { a: { init: true, tty: false } } });
    expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'warning old-boolean',
      'warning old-boolean',
    ]);
  });

  it('accepts whole numbers of 64 bits only', () => {
    expect(castService('cpu_shares: "+7"')).toEqual({ cpu_shares: 7 });
    expect(cast(service('cpu_shares: "9223372036854775808"')).diagnostics).toHaveLength(1);
    expect(cast(service('cpu_shares: " 7"')).diagnostics).toHaveLength(1);
  });
});
