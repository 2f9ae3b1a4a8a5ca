import { basename, dirname, resolve } from 'node:path';
import type { Command, Flags } from '../cli/command.ts';
import type { Engine } from '../engine/engine.ts';
import { saveFile } from '../engine/save-file.ts';
import type { Host } from '../host/host.ts';
import { type Context, UserError } from './context.ts';
import { findRunning } from './exec.ts';
import { tellWork } from './tell-work.ts';

const FLAGS = {
  index: { kind: 'int', value: 'N', default: 0, text: 'Which replica of the service' },
  output: {
    kind: 'string',
    short: 'o',
    value: 'FILE',
    text: 'Write to a file instead of standard output',
  },
} as const satisfies Flags;

/** Volumes are no part of the tar. */
export const command: Command<Context, typeof FLAGS> = {
  name: 'export',
  summary: 'Write the file system of a running container as a tar',
  positionals: { usage: 'SERVICE', min: 1, max: 1, complete: 'services' },
  flags: FLAGS,
  async run({ flags: { index, output = '' }, args: [service = ''] }, context) {
    const { host, globals, signal } = context;
    const target = output === '' ? undefined : findTarget(host, output);
    if (target === undefined && host.stdout.isTerminal)
      throw new UserError('a tar would garble this terminal: name a file with --output');
    const { name: project } = await context.loadOrName();
    const engine = await context.engine();
    const { id, name } = await findRunning(engine, { project, service, index }, signal);
    const title = `${name} export ${name} to ${output === '' ? '-' : output}`;
    const words = { verb: 'export', id: title, during: 'Exporting' };
    let code = 0;
    await tellWork(context, words, async () => {
      if (globals.dryRun !== true) code = await exportTo({ context, engine, id, target });
      return code === 0 ? 'Exported' : 'Interrupted';
    });
    return code;
  },
};

/** As docker has it: the folder must be there, and only a plain file is replaced. */
function findTarget({ cwd, files, fileTree }: Host, output: string): string {
  const path = resolve(cwd, output);
  const folder = dirname(path);
  if (files.stat(folder)?.kind !== 'directory')
    throw new UserError(`cannot write "${output}": folder "${folder}" does not exist`);
  const kind = files.stat(path)?.kind;
  if (kind === 'directory')
    throw new UserError(`cannot write "${output}": it is a folder, a file is wanted`);
  if (kind === undefined && fileTree?.exists(path) !== true) return path;
  if (kind !== 'file' || files.realPath(path) !== resolve(files.realPath(folder), basename(path)))
    throw new UserError(`cannot write "${output}": it is a link or a device, a file is wanted`);
  return path;
}

interface Export {
  readonly context: Context;
  readonly engine: Engine;
  readonly id: string;
  /** Absent: standard output. */
  readonly target: string | undefined;
}

/** What a shell tells of a program whose reader has gone. */
const READER_GONE = 141;

async function exportTo({ context, engine, id, target }: Export): Promise<number> {
  const { signal, host } = context;
  if (target !== undefined) {
    await save(target, await engine.exportContainer(id, { signal }));
    return 0;
  }
  let isGone = false;
  const release = host.stdout.onClose?.(() => {
    isGone = true;
  });
  try {
    for await (const chunk of await engine.exportContainer(id, { signal })) {
      await host.stdout.write(chunk);
      if (isGone) return READER_GONE;
    }
    return 0;
  } finally {
    release?.();
  }
}

/** What the file system refuses is no bug. */
async function save(target: string, tar: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await saveFile(target, tar);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UserError(`cannot write "${target}": ${error.message}`);
  }
}
