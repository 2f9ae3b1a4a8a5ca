/**
 * Edits a small project over and over with its logs followed beside, and looks what is left behind.
 *   npm run soak -- [--edits 200] [--seed N]
 * Needs the build and an engine. Exit code 1 when something was left or memory grew.
 */
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { complaintsAbout } from './soak/complaints.ts';
import { Follower } from './soak/follower.ts';
import { Project } from './soak/project.ts';
import { Randomness, Stack } from './soak/stack.ts';

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(randomInt(1e6)) },
  },
});

const edits = Number(values.edits);
const print = (text: string): void => void process.stdout.write(`${text}\n`);
print(`seed ${values.seed}, ${edits} edits`);
await using project = new Project();
const stack = new Stack(new Randomness(Number(values.seed)));
project.write(stack.text());
const first = await project.run('up', '-d');
if (first.code !== 0) throw new Error(`the first up ended with ${first.code}: ${first.stderr}`);
await project.count();
const follower = new Follower(project);
const began = performance.now();
const failures: string[] = [];
for (let edit = 1; edit <= edits; edit += 1) {
  const what = stack.edit();
  project.write(stack.text());
  const { code, stderr } = await project.run('up', '-d', '--remove-orphans');
  if (code !== 0) failures.push(`edit ${edit} (${what}) ended with ${code}: ${stderr.slice(-300)}`);
  await project.count();
  follower.sample();
  if (edit % 20 === 0) print(`${edit}: ${await follower.state()}`);
}
print(`${((performance.now() - began) / edits).toFixed(0)} ms an edit`);
await follower.rest();
const complaints = [...failures, ...(await complaintsAbout({ project, stack, follower }))];
for (const complaint of complaints) print(`not right: ${complaint}`);
print(complaints.length === 0 ? 'nothing left behind, memory flat' : 'something is not right');
process.exitCode = complaints.length === 0 ? 0 : 1;
