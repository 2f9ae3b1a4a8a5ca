/** A lock between runs on one machine: a listening local socket, which the kernel gives back with the process. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Lock, LockHolder, LockRequest } from './host.ts';

const TOOL = 'flotilla';
/** A holder of ours introduces itself at once; who does not is somebody else sitting on the name. */
const INTRODUCTION_MS = 1000;
/** Enough to hear who holds it, for those who do not want to wait. */
const SHORTEST_WAIT_MS = 200;
/** What a socket's address has room for on Linux, the leading NUL included. */
const LONGEST_NAME = 107;

/** Undefined when the time is up or the signal fired. A name held by a stranger is passed over without a lock. */
export async function takeLock(request: LockRequest): Promise<Lock | undefined> {
  const address = lockAddress(request);
  const deadline = uptimeMs() + request.timeoutMs;
  for (let told = false, tries = 0; request.signal?.aborted !== true; tries++) {
    const server = await listen(address);
    if (server !== undefined) return holdLock(server, request);
    const left = deadline - uptimeMs();
    if (left <= 0 && tries > 0) return undefined;
    const ms = Math.max(left, SHORTEST_WAIT_MS);
    const end = await waitForHolder(address, { ms, signal: request.signal }, (holder) => {
      if (!told) request.onWait(holder);
      told = true;
    });
    if (end === 'stranger') return { release: () => {} };
    if (end === 'stale') fs.rmSync(address, { force: true });
  }
  return undefined;
}

/** Cheaper to come by than the global `performance`, which loads a module of its own. */
const uptimeMs = (): number => process.uptime() * 1000;

/** Where the runs that must take turns meet: the same user, engine and project. */
export function lockAddress(request: Pick<LockRequest, 'engine' | 'project'>): string {
  const uid = process.getuid?.() ?? os.userInfo().username;
  const meeting = `${request.engine}/${request.project}`;
  if (process.platform === 'linux') {
    const name = `\0${TOOL}/${uid}/${meeting}`;
    return Buffer.byteLength(name) <= LONGEST_NAME ? name : `\0${TOOL}/${uid}/${digest(meeting)}`;
  }
  const key = digest(meeting);
  if (process.platform === 'win32') return `\\\\.\\pipe\\${TOOL}-${uid}-${key}`;
  const folder = path.join(process.env['XDG_RUNTIME_DIR'] ?? os.tmpdir(), `${TOOL}-${uid}`);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, `${key}.sock`);
}

const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

function listen(address: string): Promise<net.Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

function holdLock(server: net.Server, request: LockRequest): Lock {
  const waiting = new Set<net.Socket>();
  const { command, project } = request;
  const holder = { tool: TOOL, command, project, pid: process.pid, since: Date.now() };
  server.unref();
  server.on('connection', (socket) => {
    waiting.add(socket);
    socket.unref();
    socket.on('error', () => {});
    socket.on('close', () => waiting.delete(socket));
    socket.resume();
    socket.write(`${JSON.stringify(holder)}\n`);
  });
  return {
    release: () => {
      server.close();
      for (const socket of waiting) socket.destroy();
    },
  };
}

type WaitEnd = 'free' | 'stranger' | 'stale' | 'timeout';
interface WaitLimit {
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
}

function waitForHolder(
  address: string,
  limit: WaitLimit,
  onHolder: (holder: LockHolder | undefined) => void,
): Promise<WaitEnd> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    const finish = (end: WaitEnd): void => {
      clearTimeout(introduction);
      clearTimeout(timeout);
      limit.signal?.removeEventListener('abort', give);
      socket.destroy();
      resolve(end);
    };
    const give = (): void => finish('timeout');
    const introduction = setTimeout(() => finish('stranger'), INTRODUCTION_MS);
    const timeout = setTimeout(give, limit.ms);
    limit.signal?.addEventListener('abort', give, { once: true });
    socket.on('error', (error: NodeJS.ErrnoException) =>
      finish(error.code === 'ECONNREFUSED' && address.startsWith('/') ? 'stale' : 'free'),
    );
    socket.on('close', () => finish('free'));
    readLine(socket, (line) => {
      const holder = parseHolder(line);
      if (holder === undefined) return finish('stranger');
      clearTimeout(introduction);
      onHolder(holder);
    });
  });
}

const LONGEST_LINE = 4096;

function readLine(socket: net.Socket, onLine: (line: string) => void): void {
  let text = '';
  const read = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    const end = text.indexOf('\n');
    if (end === -1 && text.length < LONGEST_LINE) return;
    socket.off('data', read);
    socket.resume();
    onLine(text.slice(0, end === -1 ? undefined : end));
  };
  socket.on('data', read);
}

function parseHolder(line: string): LockHolder | undefined {
  try {
    const data: unknown = JSON.parse(line);
    if (typeof data !== 'object' || data === null) return undefined;
    const { tool, command, pid, since } = data as Record<string, unknown>;
    if (tool !== TOOL || typeof command !== 'string') return undefined;
    if (typeof pid !== 'number' || typeof since !== 'number') return undefined;
    return { command, pid, since };
  } catch {
    return undefined;
  }
}
