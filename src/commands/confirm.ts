import type { Host, OutputStream } from '../host/host.ts';
import { show } from '../render/show.ts';

/** Everything but a typed yes, the end of the input too, means no. */
export async function confirm(
  host: Host,
  question: string,
  stream: OutputStream = host.stdout,
): Promise<boolean> {
  await stream.write(`${show(question)} [y/N] `);
  const answer = await readLine(host);
  return /^y(es)?$/i.test(answer.trim());
}

async function readLine({ stdin }: Host): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of stdin) {
    text += decoder.decode(bytes, { stream: true });
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}
