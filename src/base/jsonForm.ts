import { isDevelopment, warnOnce } from './development';

/**
 * The JSON form that an instance of a class has by its own choice. Where it makes text of what an
 * app takes for a number, development hears of it once: a `Decimal` is as `"5000"` no number to a
 * policy, and Cerbos skips the rule that compares it.
 *
 * @param place - where it stands.
 * @param refuse - the error for what has no JSON form.
 */
export function jsonForm(
  input: object,
  place: () => string,
  refuse: (reason: string) => Error,
): unknown {
  if (input instanceof Date && Number.isNaN(input.getTime())) throw refuse('is an invalid date');
  const toJSON: unknown = Reflect.get(input, 'toJSON');
  // That of a Buffer is an object of numbers, which no policy means.
  if (typeof toJSON !== 'function' || ArrayBuffer.isView(input)) {
    throw refuse(`is an instance of ${className(input)}, which has no JSON form`);
  }
  const form: unknown = Reflect.apply(toJSON, input, ['']);
  // So do the classes for dates, those of other realms too: a policy would compare with nothing.
  if (form === null && Number.isNaN(numberOf(input))) throw refuse('is an invalid date');
  if (isDevelopment() && typeof form === 'string' && isLikeNumber(input, form)) {
    // Once for all items of a list.
    const places = place().replace(/\[\d+\]/g, '[…]');
    warnOnce(
      `${places} is an instance of ${className(input)}, whose JSON form is text: Cerbos can't compare it with a number, and skips a rule that does, a DENY rule too. Pass a number, such as Number(amount).`,
    );
  }
  return form;
}

/** Would an app compare it with numbers? A date, too, but a policy reads its text. */
function isLikeNumber(input: object, text: string): boolean {
  if (text.trim() !== '' && Number.isFinite(Number(text))) return true;
  if (/^[+-]?\d{4,6}-\d\d/.test(text)) return false;
  return ['number', 'bigint'].includes(typeof numberOf(input));
}

/** What it is compared by, if anything. */
function numberOf(input: object): unknown {
  try {
    return input.valueOf();
  } catch {
    // Some classes let nobody compare them.
    return undefined;
  }
}

function className(input: object): string {
  const constructor: unknown = Reflect.get(input, 'constructor');
  return typeof constructor === 'function' && constructor.name !== ''
    ? constructor.name
    : 'an anonymous class';
}
