import { Duplex, type DuplexOptions } from 'node:stream';

/** Looks enough like a socket for node's HTTP client. */
export abstract class SocketStream extends Duplex {
  constructor(options: Pick<DuplexOptions, 'readableHighWaterMark'> = {}) {
    super({ ...options, allowHalfOpen: true });
  }

  /** What keeps the process alive while it is open. */
  protected abstract keeper(): { ref(): unknown; unref(): unknown };

  ref(): void {
    this.keeper().ref();
  }

  unref(): void {
    this.keeper().unref();
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }
}
