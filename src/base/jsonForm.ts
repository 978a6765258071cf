import { isDevelopment, warnOnce } from './development';

/**
 * The JSON form of a class instance, by its `toJSON`. If the form of a number-like value is text, a
 * warning says so in development: for a policy, a `Decimal` as `"5000"` is not a number, and Cerbos
 * skips a rule that compares it with one.
 *
 * @param place - the path of the value.
 * @param refuse - makes the error for a value without a JSON form.
 */
export function jsonForm(
  input: object,
  place: () => string,
  refuse: (reason: string) => Error,
): unknown {
  if (input instanceof Date && Number.isNaN(input.getTime())) throw refuse('is an invalid date');
  const toJSON: unknown = Reflect.get(input, 'toJSON');
  // The JSON form of a Buffer is an object of numbers. No policy expects that.
  if (typeof toJSON !== 'function' || ArrayBuffer.isView(input)) {
    throw refuse(`is an instance of ${className(input)}, which has no JSON form`);
  }
  const form: unknown = Reflect.apply(toJSON, input, ['']);
  // Date classes do this, also those of other realms. A policy would compare it with `null`.
  if (form === null && Number.isNaN(numberOf(input))) throw refuse('is an invalid date');
  if (isDevelopment() && typeof form === 'string' && isLikeNumber(input, form)) {
    // One warning for all items of a list.
    const places = place().replace(/\[\d+\]/g, '[…]');
    warnOnce(
      `${places} is an instance of ${className(input)}, whose JSON form is text. Cerbos can't compare text with a number, and skips a rule that does, also a DENY rule. Pass a number, for example Number(amount).`,
    );
  }
  return form;
}

/** Does the app use it as a number? A date is number-like, too, but policies read dates as text. */
function isLikeNumber(input: object, text: string): boolean {
  if (text.trim() !== '' && Number.isFinite(Number(text))) return true;
  if (/^[+-]?\d{4,6}-\d\d/.test(text)) return false;
  return ['number', 'bigint'].includes(typeof numberOf(input));
}

/** The primitive value that comparisons use, if there is one. */
function numberOf(input: object): unknown {
  try {
    return input.valueOf();
  } catch {
    // Some classes throw in `valueOf`, so that they can't be compared.
    return undefined;
  }
}

function className(input: object): string {
  const constructor: unknown = Reflect.get(input, 'constructor');
  return typeof constructor === 'function' && constructor.name !== ''
    ? constructor.name
    : 'an anonymous class';
}
