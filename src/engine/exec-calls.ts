/** The part of the port about processes inside containers. */
import type { Engine } from './engine.ts';
import { escapeId } from './escape-path.ts';
import { openSession } from './open-session.ts';
import { parseExecDetails } from './parse-details.ts';
import { fieldsOf, textOf } from './read-fields.ts';
import { SHORT_CALL_MS, type Transport } from './transport.ts';

type ExecCalls = Pick<
  Engine,
  'createExec' | 'startExec' | 'startExecDetached' | 'inspectExec' | 'resizeExec'
>;

export function execCalls(transport: Transport): ExecCalls {
  return {
    createExec: async (id, body, { signal } = {}) => {
      const path = `/containers/${escapeId(id)}/exec`;
      return textOf(fieldsOf(await transport.send({ method: 'POST', path, body, signal })), 'Id');
    },
    startExec: async (execId, { signal, tty }) => {
      const path = `/exec/${escapeId(execId)}/start`;
      const body = { Detach: false, Tty: tty };
      const stream = await transport.open({ method: 'POST', path, body, signal, hijack: true });
      return openSession(stream, { transport, request: `POST ${path}`, signal, tty });
    },
    startExecDetached: async (execId, { signal } = {}) => {
      const path = `/exec/${escapeId(execId)}/start`;
      await transport.send({ method: 'POST', path, body: { Detach: true, Tty: false }, signal });
    },
    inspectExec: async (execId, { signal } = {}) => {
      const short = { signal, limitMs: SHORT_CALL_MS };
      const answer = await transport.ask(`GET /exec/${execId}/json`, short, (docker, parameters) =>
        docker.getExec(escapeId(execId)).inspect(parameters),
      );
      return parseExecDetails(fieldsOf(answer));
    },
    // oxlint-disable-next-line max-params -- the port's own
    resizeExec: async (execId, rows, columns, { signal } = {}) => {
      const options = { signal, query: { h: rows, w: columns } };
      await transport.ask(`POST /exec/${execId}/resize`, options, (docker, parameters) =>
        docker.getExec(escapeId(execId)).resize(parameters),
      );
    },
  };
}
