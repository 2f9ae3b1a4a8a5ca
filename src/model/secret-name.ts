/** What marks a name as that of a secret, as the inside of a regular expression. */
export const SECRET_WORDS = 'pass(?:word|wd)?|secret|token|api[_-]?key|private[_-]?key|credential';

const SECRET_NAME = new RegExp(SECRET_WORDS, 'i');

/** Whether a key of this name is taken to hold a secret. */
export const looksSecret = (name: string): boolean => SECRET_NAME.test(name);
