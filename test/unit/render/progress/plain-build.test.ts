import { expect, it } from 'vitest';
import { BuildLines } from '../../../../src/render/progress/plain-build.ts';

const about = { kind: 'build', id: 'Image web' } as const;

it('numbers the vertices of a build and sets apart what different ones say', () => {
  const builds = new BuildLines();
  const text = [
    builds.render({ ...about, vertex: 'a', what: 'name', text: '[1/2] FROM base' }),
    builds.render({ ...about, vertex: 'b', what: 'name', text: '[2/2] RUN make' }),
    builds.render({ ...about, vertex: 'a', what: 'end', text: 'DONE', name: '[1/2] FROM base' }),
    builds.render({ ...about, vertex: 'b', what: 'log', text: 'one\ntwo\u001b[2J\n' }),
  ].join('');
  expect(text).toBe(
    '#1 [1/2] FROM base\n\n#2 [2/2] RUN make\n\n#1 DONE\n\n#2 one\n#2 two\\x1b[2J\n',
  );
});

it('names what ended without having begun, and tells one end of each', () => {
  const builds = new BuildLines();
  const end = { ...about, vertex: 'a', what: 'end', name: 'COPY . .' } as const;
  expect(builds.render({ ...end, text: 'CACHED' })).toBe('#1 COPY . .\n#1 CACHED\n');
  expect(builds.render({ ...end, text: 'DONE' })).toBe('');
});

it('tells what a stopped build has given up, and leaves other builds alone', () => {
  const builds = new BuildLines();
  builds.render({ ...about, vertex: 'a', what: 'name', text: 'RUN sleep' });
  builds.render({ ...about, id: 'Image db', vertex: 'a', what: 'name', text: 'RUN sleep' });
  expect(builds.cancel('Image web')).toBe('#1 CANCELED\n');
  expect(builds.cancel('Image web')).toBe('');
});
