/** docker's word to its plugin that it has to stop: the end of a stream. */
import { connect } from 'node:net';

/** `@name` is a name in Linux's abstract namespace. A socket that cannot be reached is none; it keeps no process alive. */
export function listenForEnd(address: string, onEnd: () => void): void {
  const path = address.startsWith('@') ? `\0${address.slice(1)}` : address;
  const socket = connect({ path });
  let isOpen = false;
  socket.once('connect', () => {
    isOpen = true;
  });
  socket.on('error', () => {});
  socket.once('close', () => {
    if (isOpen) onEnd();
  });
  socket.resume();
  socket.unref();
}
