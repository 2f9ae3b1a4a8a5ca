import { expect, test } from 'vitest';
import { type GraphOptions, renderGraph } from '../../../src/render/graphviz.ts';
import { makeProject } from '../../support/plan-fixtures.ts';

const BARE: GraphOptions = { indent: '\t', networks: false, ports: false };
const edge = { condition: 'service_started', required: true } as const;

test('a service is a node, and what it depends on the end of an edge', () => {
  const project = makeProject({
    web: { image: 'web', depends_on: { db: edge, cache: edge } },
    db: { image: 'db' },
    cache: { image: 'cache' },
  });
  expect(renderGraph(project, BARE)).toBe(
    [
      'digraph "shop" {',
      '\tlayout=dot;',
      '\t"cache" [style="filled" label=<<font point-size="15">cache</font>>];',
      '\t"db" [style="filled" label=<<font point-size="15">db</font>>];',
      '\t"web" [style="filled" label=<<font point-size="15">web</font>>];',
      '',
      '\t"web" -> "cache";',
      '\t"web" -> "db";',
      '}',
      '',
    ].join('\n'),
  );
});

test('networks, ports and image stand below the name', () => {
  const project = makeProject({
    web: {
      image: 'busybox:1',
      networks: { front: null, back: { priority: 5 } },
      ports: [
        { target: 80, published: '8080', protocol: 'tcp', mode: 'ingress' },
        { target: 90, published: '9000', host_ip: '127.0.0.1', protocol: 'udp' },
        { target: 91, published: '9001', host_ip: '::1', mode: 'host' },
        { target: 5000 },
      ],
    },
  });
  const all = { indent: '', networks: true, ports: true, imageOf: () => 'busybox:1' };
  expect(renderGraph(project, all).split('\n')[2]).toBe(
    '"web" [style="filled" label=<<font point-size="15">web</font>' +
      '<font point-size="10"><br/><br/><b>Networks:</b><br/>back<br/>front</font>' +
      '<font point-size="10"><br/><br/><b>Ports:</b><br/>8080:80 (tcp, ingress)' +
      '<br/>127.0.0.1:9000:90 (udp, ingress)<br/>[::1]:9001:91 (tcp, host)' +
      '<br/>:5000 (tcp, ingress)</font>' +
      '<font point-size="10"><br/><br/><b>Image:</b><br/>busybox:1</font>>];',
  );
});

test('what there is none of has no heading', () => {
  const project = makeProject({ web: { image: 'x', network_mode: 'none' } });
  const all = { indent: '', networks: true, ports: true, imageOf: () => undefined };
  expect(renderGraph(project, all)).toContain('label=<<font point-size="15">web</font>>];');
});

test('signs of the graph’s language are written as text', () => {
  const project = makeProject({ web: { image: 'x' } });
  const text = renderGraph(project, { ...BARE, imageOf: () => 'a<b>&"\u001b[2J' });
  expect(text).toContain('<br/>a&lt;b&gt;&amp;&quot;\\x1b[2J</font>');
});

test('a dependency that no profile enables has no edge', () => {
  const project = makeProject({
    web: { image: 'x', depends_on: { db: { ...edge, required: false } } },
  });
  expect(renderGraph(project, BARE)).not.toContain('->');
});
