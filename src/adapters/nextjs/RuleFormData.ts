import { RejectedError } from '../../base/errors';

/** Does a name stand in a form more than once, and for different values? */
export function isAmbiguous(form: FormData): boolean {
  const values = new Map<string, FormDataEntryValue>();
  for (const [name, value] of form) {
    if ((values.get(name) ?? value) !== value) return true;
    values.set(name, value);
  }
  return false;
}

/**
 * A form as a rule reads it, in which a name stands for several values. `get` reads the first of
 * them, and `Object.fromEntries` the last, so that a rule and its action could mean two of them.
 */
export class RuleFormData extends FormData {
  constructor(form: FormData) {
    super();
    for (const [name, value] of form) {
      if (typeof value === 'string') this.append(name, value);
      else this.append(name, value);
    }
  }

  override get(name: string): FormDataEntryValue | null {
    const [first = null, ...others] = this.getAll(name);
    if (others.every((value) => value === first)) return first;
    const field = JSON.stringify(name);
    throw ambiguous(
      `The field ${field} stands in the form more than once, with different values: read it with getAll(${field}), here and in the action.`,
    );
  }

  override entries(): never {
    throw ambiguous(
      'A field stands in the form more than once, with different values, of which a rule that goes through the whole form may read another one than its action. Read the fields of a rule with get(), and lists with getAll().',
    );
  }

  override values(): never {
    return this.entries();
  }

  override forEach(): never {
    return this.entries();
  }

  override [Symbol.iterator](): never {
    return this.entries();
  }
}

function ambiguous(message: string): RejectedError {
  return new RejectedError({ code: 'invalid_value', message });
}
