/** Pulls the images named by the arguments that the engine lacks; prints those that could not be had in a few seconds. */
import process from 'node:process';
import { callEngine, findEndpoint } from './endpoint.ts';

const endpoint = findEndpoint();
for (const image of process.argv.slice(2)) {
  if (!(await has(image)) && !(await pulled(image))) process.stdout.write(`${image}\n`);
}

async function has(image: string): Promise<boolean> {
  const path = `/images/${image}/json`;
  return (await callEngine(endpoint, { method: 'GET', path, timeoutMs: 5000 })).status === 200;
}

async function pulled(image: string): Promise<boolean> {
  const [name = '', tag = 'latest'] = image.split(':');
  const path = `/images/create?fromImage=${name}&tag=${tag}`;
  try {
    await callEngine(endpoint, { method: 'POST', path, timeoutMs: 5000 });
  } catch {
    // No registry within reach; the caller makes the image instead.
    return false;
  }
  return has(image);
}
