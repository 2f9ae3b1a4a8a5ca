/** Loaded before every file of a suite that needs the engine: fails the file when none answers. */
import { callEngine, findEndpoint } from '../../scripts/engine/endpoint.ts';

const endpoint = findEndpoint();
const answer = await callEngine(endpoint, {
  method: 'GET',
  path: '/_ping',
  timeoutMs: 5000,
}).catch((error: unknown) => ({ status: 0, text: String(error) }));

if (answer.status !== 200) {
  throw new Error(
    `No Docker Engine answers at ${endpoint.url}: ${answer.text}. "npm run engine" makes sure of one`,
  );
}
