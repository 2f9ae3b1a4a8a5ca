import type { ContainerBody, ContainerRequest } from '../../model/engine-api.ts';

/**
 * A request whose body is made when it is first looked at, once: most plans are told, or found empty, without. For
 * whoever reads it, copies it or writes it as JSON it is plain data.
 */
export function lazyRequest(
  head: Omit<ContainerRequest, 'body'>,
  makeBody: () => ContainerBody,
): ContainerRequest {
  let made: ContainerBody | undefined;
  return {
    ...head,
    get body() {
      return (made ??= makeBody());
    },
  };
}
