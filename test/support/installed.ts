/** The product as a user has it: packed, installed away from the sources, run by a Node of their own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { root } from './source-tree.ts';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a program to its end. */
export function run({ file, args, cwd, env = {} }: Command): Finished {
  const merged = { ...process.env, ...env };
  const done = spawnSync(file, args, { cwd, env: merged, encoding: 'utf8', timeout: 300_000 });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** As `run`; throws with the output when the program fails. */
export function mustRun(command: Command): string {
  const { code, stdout, stderr } = run(command);
  if (code === 0) return stdout;
  throw new Error(`${command.file} ${command.args.join(' ')}: exit ${code}\n${stdout}${stderr}`);
}

/** The path of a Node of exactly this version, fetched once and kept beside the dependencies. */
export function nodeOfVersion(version: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(root, 'node_modules/.runtime', version);
  const binary = join(home, 'node_modules', name, 'bin/node');
  if (!existsSync(binary)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"private":true}');
    const flags = ['--ignore-scripts', '--no-save', '--no-package-lock', '--loglevel=error'];
    mustRun({ file: 'npm', args: ['install', ...flags, `${name}@${version}`], cwd: home });
  }
  return binary;
}

/** Packs the built product into `folder`; the answer is the path of the archive. */
export function pack(folder: string): string {
  mustRun({ file: 'npm', args: ['pack', '--pack-destination', folder, '--silent'], cwd: root });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error('npm pack made no archive');
  return join(folder, archive);
}

/** Installs an archive the way users do; the answer is the folder of the commands. */
export function installGlobally(archive: string, prefix: string): string {
  mkdirSync(prefix, { recursive: true });
  // Scripts are allowed on purpose: the package must not have any. Offline: it must not need any other.
  const flags = ['--global', '--offline', '--ignore-scripts=false', '--loglevel=error'];
  const args = ['install', ...flags, '--prefix', prefix, archive];
  mustRun({ file: 'npm', args, cwd: dirname(archive) });
  return join(prefix, 'bin');
}

/** The real folder that a command in `bin` belongs to. */
export function packageFolder(bin: string): string {
  return dirname(dirname(realpathSync(join(bin, 'flotilla'))));
}
