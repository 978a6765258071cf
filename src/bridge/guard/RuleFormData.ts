import { RejectedError } from '../../base/errors';

/** Does the form contain a field more than once, with different values? */
export function isAmbiguous(form: FormData): boolean {
  const values = new Map<string, FormDataEntryValue>();
  for (const [name, value] of form) {
    if ((values.get(name) ?? value) !== value) return true;
    values.set(name, value);
  }
  return false;
}

/**
 * The form that a rule reads if a field has several values. `get` reads the first one and
 * `Object.fromEntries` the last one, so a rule and its action could use different values.
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
      `The form contains the field ${field} several times, with different values. Read it with getAll(${field}), in the rule and in the action.`,
    );
  }

  override entries(): never {
    throw ambiguous(
      'The form contains a field several times, with different values, so the rule and the action may read different values. In the rule, read single fields with get(), and lists with getAll().',
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
