/** What a container's exit code says: the shell's conventions, and those of the engine on top. */

const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

const HIGHEST_SIGNAL = 64;

/** The signal behind a code above 128; undefined when the code is no signal's. */
export function signalOf(exitCode: number): string | undefined {
  const signal = exitCode - 128;
  if (signal < 1 || signal > HIGHEST_SIGNAL) return undefined;
  return SIGNALS[signal] ?? `signal ${signal}`;
}

const CODES: Readonly<Record<number, string>> = {
  125: 'the container could not be run',
  126: 'a program was found but could not be executed',
  127: 'a program was not found',
  128: 'the engine could not start it',
  255: 'it ended with -1, or the program is not made for this processor',
};

const CAUSES: Readonly<Record<string, string>> = {
  SIGILL: 'an instruction that this processor does not have (SIGILL)',
  SIGABRT: 'the program gave up by itself (SIGABRT)',
  SIGBUS: 'a bad memory access (SIGBUS)',
  SIGFPE: 'an arithmetic error (SIGFPE)',
  SIGKILL: 'killed from outside (SIGKILL), as by `kill` or when a stop takes too long',
  SIGSEGV: 'a memory access that is not allowed (SIGSEGV)',
  SIGPIPE: 'it wrote to something that was closed (SIGPIPE)',
  SIGTERM: 'asked to end from outside (SIGTERM), as by `stop`',
  SIGINT: 'interrupted from outside (SIGINT)',
  SIGSYS: 'a system call that is not allowed (SIGSYS)',
};

/** Half a sentence for people; undefined where the code is the program's own, as are 0 and most below 125. */
export function exitMeaning(exitCode: number, oomKilled = false): string | undefined {
  if (oomKilled)
    return exitCode === 137
      ? 'killed, because it needed more memory than it may have'
      : 'a process in it was killed, because it needed more memory than it may have';
  const signal = signalOf(exitCode);
  if (signal === undefined) return CODES[exitCode];
  return CAUSES[signal] ?? `ended by ${signal}`;
}

/** Whether the code is that of a container which was told to end, not of one that failed. */
export const endedFromOutside = (exitCode: number): boolean =>
  ['SIGTERM', 'SIGKILL', 'SIGINT'].includes(signalOf(exitCode) ?? '');
