/** One place where the program is installed under another name, and what is there now. */
import { dirname, join } from 'node:path';
import type { FileTree, Host, ProgramPlace } from '../host/host.ts';
import { UserError } from './context.ts';
import { backupName, isWrapper, renderWrapper } from './plugin-file.ts';

export interface PluginChoice {
  /** `docker-flotilla` */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly dryRun: boolean;
}

export class PluginFolder {
  readonly path: string;
  readonly backup: string;
  readonly #host: Host;
  readonly #tree: FileTree;
  readonly #dryRun: boolean;

  constructor(host: Host, { name, folder, dryRun }: PluginChoice) {
    if (host.fileTree === undefined) throw new UserError('files cannot be installed here');
    this.#tree = host.fileTree;
    this.#host = host;
    this.#dryRun = dryRun;
    this.path = join(folder, name);
    this.backup = join(folder, backupName(name));
  }

  /** Puts the program there; what is there and not ours is kept aside. The answer tells what was done, a line each. */
  install(program: ProgramPlace): readonly string[] {
    const done: string[] = [];
    if (this.#tree.exists(this.path) && !this.#isOurs()) {
      this.#refuseSecondBackup();
      this.#do(() => this.#tree.rename(this.path, this.backup));
      done.push(`kept the ${this.path} that was there as ${this.backup}`);
    }
    const entry = this.#host.files.realPath(program.entry);
    this.#do(() => {
      this.#tree.makeFolder(dirname(this.path));
      this.#tree.replaceFile(this.path, renderWrapper({ ...program, entry }), PROGRAM_MODE);
    });
    return [...done, `installed ${this.path}`];
  }

  /** Takes the program away and puts back what was there before. Touches nothing that is not ours. */
  uninstall(): readonly string[] {
    const isThere = this.#tree.exists(this.path);
    const hasBackup = this.#tree.exists(this.backup);
    if (isThere && !this.#isOurs()) {
      throw new UserError(`${this.path} was not made by "plugin install": it stays`);
    }
    if (!isThere && !hasBackup) throw new UserError(`${this.path} is not installed`);
    if (isThere) this.#do(() => this.#tree.remove(this.path));
    if (hasBackup) this.#do(() => this.#tree.rename(this.backup, this.path));
    return [
      ...(isThere ? [`removed ${this.path}`] : []),
      ...(hasBackup ? [`put back the ${this.path} that was there before`] : []),
    ];
  }

  #isOurs(): boolean {
    const stat = this.#host.files.stat(this.path);
    if (stat?.kind === 'directory') throw new UserError(`${this.path} is a directory`);
    if (stat?.kind !== 'file' || stat.size > LARGEST_WRAPPER) return false;
    return isWrapper(new TextDecoder().decode(this.#host.files.read(this.path)));
  }

  #refuseSecondBackup(): void {
    if (!this.#tree.exists(this.backup)) return;
    throw new UserError(
      `${this.path} is not ours, and ${this.backup} keeps an older one already: remove one of them`,
    );
  }

  #do(change: () => void): void {
    if (!this.#dryRun) change();
  }
}

const LARGEST_WRAPPER = 16_384;
const PROGRAM_MODE = 0o755;
