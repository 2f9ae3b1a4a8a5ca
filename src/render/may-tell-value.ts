import { looksSecret } from './mask.ts';

/** Whether values of this attribute may be told to a program, which may keep or pass them on. */
export const mayTellValue = (attribute: string): boolean =>
  !looksSecret(attribute) && !/^(?:environment|secrets|configs|env_file)\b/.test(attribute);
