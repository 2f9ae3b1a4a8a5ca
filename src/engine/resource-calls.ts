/** The part of the port about networks and volumes. */
import type { Engine } from './engine.ts';
import { escapeId } from './escape-path.ts';
import { parseNetwork, parseVolume } from './parse-answers.ts';
import { parseNetworkDetails } from './parse-details.ts';
import { fieldsOf, rowsOf, textOf } from './read-fields.ts';
import { SHORT_CALL_MS, type Transport } from './transport.ts';

type NetworkCalls = Pick<
  Engine,
  | 'listNetworks'
  | 'inspectNetwork'
  | 'createNetwork'
  | 'removeNetwork'
  | 'connectNetwork'
  | 'disconnectNetwork'
>;

type VolumeCalls = Pick<Engine, 'listVolumes' | 'createVolume' | 'removeVolume'>;

export function networkCalls(transport: Transport): NetworkCalls {
  return {
    listNetworks: async ({ labels, names }, { signal } = {}) => {
      const query = { filters: { ...(labels && { label: labels }) } };
      const options = { signal, limitMs: SHORT_CALL_MS, query };
      const rows = await transport.ask('GET /networks', options, (docker, parameters) =>
        docker.listNetworks(parameters),
      );
      return rowsOf(rows).map(parseNetwork).filter(byName(names));
    },
    inspectNetwork: async (id, { signal } = {}) => {
      const path = `/networks/${escapeId(id)}`;
      const answer = await transport.send({ method: 'GET', path, signal, limitMs: SHORT_CALL_MS });
      return parseNetworkDetails(fieldsOf(answer));
    },
    createNetwork: async (body, { signal } = {}) => {
      const path = '/networks/create';
      return textOf(fieldsOf(await transport.send({ method: 'POST', path, body, signal })), 'Id');
    },
    removeNetwork: async (id, { signal } = {}) => {
      await transport.ask(`DELETE /networks/${id}`, { signal }, (docker, parameters) =>
        docker.getNetwork(escapeId(id)).remove(parameters),
      );
    },
    // oxlint-disable-next-line max-params -- the port's own
    connectNetwork: async (network, container, endpoint, { signal } = {}) => {
      const options = { signal, body: { Container: container, EndpointConfig: endpoint } };
      await transport.ask(`POST /networks/${network}/connect`, options, (docker, parameters) =>
        docker.getNetwork(escapeId(network)).connect(parameters),
      );
    },
    disconnectNetwork: async (network, container, { signal, force = false } = {}) => {
      const options = { signal, body: { Container: container, Force: force } };
      await transport.ask(`POST /networks/${network}/disconnect`, options, (docker, parameters) =>
        docker.getNetwork(escapeId(network)).disconnect(parameters),
      );
    },
  };
}

export function volumeCalls(transport: Transport): VolumeCalls {
  return {
    listVolumes: async ({ labels, names }, { signal } = {}) => {
      // the engine gives all whose names contain one of these, which is less than all there are
      const query = {
        filters: { ...(labels && { label: labels }), ...(names && { name: names }) },
      };
      const options = { signal, limitMs: SHORT_CALL_MS, query };
      const answer = await transport.ask('GET /volumes', options, (docker, parameters) =>
        docker.listVolumes(parameters),
      );
      return rowsOf(fieldsOf(answer)['Volumes']).map(parseVolume).filter(byName(names));
    },
    createVolume: async (body, { signal } = {}) => {
      const path = '/volumes/create';
      return parseVolume(fieldsOf(await transport.send({ method: 'POST', path, body, signal })));
    },
    removeVolume: async (name, { signal } = {}) => {
      await transport.ask(`DELETE /volumes/${name}`, { signal }, (docker, parameters) =>
        docker.getVolume(escapeId(name)).remove(parameters),
      );
    },
  };
}

/** The engine's own name filter takes parts of names. */
function byName(names: readonly string[] | undefined): (row: { readonly name: string }) => boolean {
  if (names === undefined) return () => true;
  const wanted = new Set(names);
  return ({ name }) => wanted.has(name);
}
