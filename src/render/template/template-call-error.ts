/** Why a function of a template cannot be carried out: a reason without a place, which the caller knows. */
export class CallError extends Error {
  override readonly name = 'CallError';
}
