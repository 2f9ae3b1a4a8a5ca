import { rmSync } from 'node:fs';
import net from 'node:net';

/** A way to the engine that can be shut and opened again. */
export class EngineDoor {
  readonly path: string;
  private readonly target: string;
  private server: net.Server | undefined;
  private readonly open = new Set<net.Socket>();

  constructor(path: string, target = '/var/run/docker.sock') {
    this.path = path;
    this.target = target;
  }

  listen(): Promise<void> {
    this.server = net.createServer((client) => {
      const engine = net.connect(this.target);
      for (const socket of [client, engine]) {
        this.open.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => this.open.delete(socket));
      }
      client.pipe(engine).pipe(client);
    });
    return new Promise((resolve) => this.server?.listen(this.path, resolve));
  }

  shut(): void {
    this.server?.close();
    for (const socket of this.open) socket.destroy();
    rmSync(this.path, { force: true });
  }
}
