/** The Engine port by means of dockerode. */
import { archiveCalls } from './archive-calls.ts';
import { buildCalls } from './build-calls.ts';
import { containerCalls } from './container-calls.ts';
import type { Engine } from './engine.ts';
import { execCalls } from './exec-calls.ts';
import { imageCalls } from './image-calls.ts';
import { fieldsOf, textOf } from './read-fields.ts';
import { networkCalls, volumeCalls } from './resource-calls.ts';
import { statsCalls } from './stats-calls.ts';
import { streamCalls } from './stream-calls.ts';
import { transferCalls } from './transfer-calls.ts';
import { SHORT_CALL_MS, Transport, type TransportOptions } from './transport.ts';

/** Connects with the first call. */
export function openEngine(options: TransportOptions): Engine {
  const transport = new Transport(options);
  return {
    address: transport.address,
    info: ({ signal } = {}) => transport.info(signal),
    version: async ({ signal } = {}) => {
      const short = { signal, limitMs: SHORT_CALL_MS };
      const answer = fieldsOf(
        await transport.ask('GET /version', short, (docker, parameters) =>
          docker.version(parameters),
        ),
      );
      return {
        version: textOf(answer, 'Version'),
        apiVersion: textOf(answer, 'ApiVersion'),
        os: textOf(answer, 'Os'),
        arch: textOf(answer, 'Arch'),
      };
    },
    ...containerCalls(transport),
    ...archiveCalls(transport),
    ...statsCalls(transport),
    ...streamCalls(transport),
    ...execCalls(transport),
    ...networkCalls(transport),
    ...volumeCalls(transport),
    ...imageCalls(transport),
    ...transferCalls(transport),
    ...buildCalls(transport),
    close: () => transport.close(),
  };
}
