const SECRET_NAME = /pass(?:word|wd)?|secret|token|api[_-]?key|private[_-]?key|credential/i;

/** Whether a key of this name is taken to hold a secret. */
export const looksSecret = (name: string): boolean => SECRET_NAME.test(name);
