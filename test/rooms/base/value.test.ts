import { runInNewContext } from 'node:vm';
import { HTTP } from '@cerbos/http';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { toAttributes, toValue, type Value } from '../../../src/base/value';
import { patient, usePdp } from '../../setup/pdp';
import { member } from '../ask/auths';

class Money {
  constructor(readonly amount: bigint) {}
  toJSON() {
    return { amount: this.amount, at: new Date(0) };
  }
}

/** As the classes of dates have it: Luxon's, Moment's and Day.js'. */
class InvalidMoment {
  valueOf() {
    return NaN;
  }
  toJSON() {
    return null;
  }
}

describe('a value for Cerbos', () => {
  it.each<[string, unknown, Value]>([
    ['a date as its ISO string', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a bigint as the number that it is', -5000n, -5000],
    ['the largest bigint that a number can be', 2n ** 53n - 1n, 9007199254740991],
    ['a URL as its text', new URL('https://a.example/x?y'), 'https://a.example/x?y'],
    ['minus zero as zero', [-0], [0]],
    ['undefined members dropped', { a: undefined, b: { c: undefined } }, { b: {} }],
    ['a class by its JSON form', new Money(5n), { amount: 5, at: '1970-01-01T00:00:00.000Z' }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['toJSON as data where it is data', { toJSON: 'no' }, { toJSON: 'no' }],
    ['a shared member twice', [[1], [1]], [[1], [1]]],
  ])('carries %s', (_, input, expected) => {
    expect(toValue(input, 'attr')).toStrictEqual(expected);
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = { cycle };
  const deep = Array.from({ length: 70 }).reduce<unknown>((inner) => [inner], 1);
  const unfolding = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], 1);
  it.each([
    ['NaN', { a: { b: [0, NaN] } }, 'attr.a.b[1]'],
    ['Infinity', { a: -Infinity }, 'attr.a'],
    ['a function', { a: () => 1 }, 'attr.a'],
    ['a function called toJSON', { toJSON: () => 1 }, 'attr.toJSON'],
    ['a symbol', [Symbol('x')], 'attr[0]'],
    ['a Map', { a: new Map() }, 'attr.a'],
    ['a RegExp', { a: /x/ }, 'attr.a'],
    ['a Set', { a: new Set([1]) }, 'attr.a'],
    ['bytes', { a: new Uint8Array(1) }, 'attr.a'],
    ['a Buffer, whose JSON form is an object', { a: Buffer.from('x') }, 'attr.a'],
    ['a DataView', { a: new DataView(new ArrayBuffer(1)) }, 'attr.a'],
    ['a boxed number', { a: new Number(5) }, 'attr.a'],
    ['a boxed boolean, which is true whatever it holds', { a: new Boolean(false) }, 'attr.a'],
    ['a boxed string', { a: new String('x') }, 'attr.a'],
    ['a boxed bigint', { a: Object(5n) }, 'attr.a'],
    ['a promise that was not awaited', { a: Promise.resolve(1) }, 'attr.a'],
    ['a bigint that no number can be', { a: [{ b: 2n ** 53n }] }, 'attr.a[0].b'],
    ['a bigint that is as far below zero', { a: -(2n ** 53n) }, 'attr.a'],
    ['an invalid date', { a: new Date(NaN) }, 'attr.a'],
    ['one of another realm', { a: runInNewContext('new Date(NaN)') as object }, 'attr.a'],
    ['one of a class for dates', { a: new InvalidMoment() }, 'attr.a'],
    ['a cycle', cycle, 'attr.self.cycle'],
    ['a lone surrogate', { 'odd name': '\ud800' }, 'attr["odd name"]'],
    ['a name with a lone surrogate', { '\ud800': 1 }, 'attr["\\ud800"]'],
    ['too deep a nesting', deep, `attr${'[0]'.repeat(64)}`],
    ['undefined itself', undefined, 'attr'],
    ['undefined in a list, which would move what follows', { a: [undefined, 1] }, 'attr.a[0]'],
    ['a hole in a list', { a: new Array(1) }, 'attr.a[0]'],
  ])('is never %s, and the error names its path', (_, input, path) => {
    expect(() => toValue(input, 'attr')).toThrow(
      expect.objectContaining({
        code: 'invalid_value',
        path,
        message: expect.stringContaining(path),
      }),
    );
  });

  it('never unfolds shared members without end', () => {
    expect(() => toValue(unfolding, 'attr')).toThrow(
      expect.objectContaining({ code: 'invalid_value' }),
    );
  });

  it('never says in the error what the value was', () => {
    const secret = 'secret-\ud800';
    expect(() => toValue({ a: secret }, 'attr')).not.toThrow(/secret/);
  });

  it('keeps a member called __proto__ as data and pollutes nothing', () => {
    const input: unknown = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}');
    const attributes = toAttributes(input, 'attr');
    expect(Object.keys(attributes)).toEqual(['__proto__', 'constructor']);
    expect(Reflect.get(attributes, 'admin')).toBeUndefined();
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });

  it('is for JSON the same JSON, and no part of the input is shared', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'small' }), (json) => {
        const value = toValue(json, 'attr');
        expect(JSON.stringify(value)).toBe(JSON.stringify(json));
        if (typeof json === 'object' && json !== null) expect(value).not.toBe(json);
      }),
    );
  });
});

class Decimal {
  constructor(private readonly digits: string) {}
  toJSON() {
    return this.digits;
  }
  valueOf(): unknown {
    return this.digits;
  }
}

class Cents extends Decimal {
  override valueOf() {
    return 5000;
  }
}

class Moment extends Decimal {
  override valueOf() {
    return 0;
  }
}

class Zoned extends Decimal {
  override valueOf(): never {
    throw new TypeError('compare() it');
  }
}

describe('text that a class makes of a number', () => {
  const warnings = (attr: object) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    vi.stubEnv('NODE_ENV', 'development');
    try {
      toAttributes(attr, 'attr');
      return warn.mock.calls.map(([message]) => String(message));
    } finally {
      vi.unstubAllEnvs();
      warn.mockRestore();
    }
  };

  it.each([
    ['digits', new Decimal('4711.50'), 'Decimal'],
    ['an amount with its currency', new Cents('47.11 EUR'), 'Cents'],
  ])('is named by path and class, never by its value, in development: %s', (_, amount, name) => {
    const said = warnings({ [name]: [{ amount }, { amount }] });
    expect(said).toEqual([expect.stringContaining(`attr.${name}[…].amount`)]);
    expect(said[0]).toContain(name);
    expect(said[0]).not.toContain('47');
    expect(warnings({ [name]: [{ amount }] })).toEqual([]);
  });

  it.each<[string, object]>([
    ['a date', new Date(0)],
    ['a date of a library', new Moment('2026-11-26T10:00:00.000+01:00')],
    ['a class that lets nobody compare it', new Zoned('P1D')],
    ['a URL', new URL('https://a.example')],
  ])('is not seen in %s', (_, at) => {
    expect(warnings({ at })).toEqual([]);
  });

  it('is carried all the same, since a policy may mean it', () => {
    expect(toAttributes({ amount: new Decimal('5') }, 'attr')).toEqual({ amount: '5' });
  });
});

describe('an amount at the real PDP', () => {
  const pdp = usePdp();

  it.each([
    ['a small number', 999, true],
    ['a small bigint', 999n, true],
    ['a large number', 5000, false],
    ['a large bigint', 5000n, false],
  ])('meets the rule that denies by it: %s', async (_, amount, allowed) => {
    const { isAllowed } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    const resource = { kind: 'payment', id: '1', attr: { amount } };
    expect(await isAllowed(member, { resource, action: 'approve' })).toBe(allowed);
  });

  it('that would not arrive as it is decides nothing', async () => {
    const { isAllowed } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    const resource = { kind: 'payment', id: '1', attr: { amount: 2n ** 64n } };
    await expect(isAllowed(member, { resource, action: 'approve' })).rejects.toMatchObject({
      code: 'invalid_value',
      path: 'resource.attr.amount',
    });
  });
});

describe('attributes at the real PDP', () => {
  const pdp = usePdp();
  let cerbos: HTTP;
  beforeAll(() => {
    cerbos = new HTTP(pdp().httpUrl);
  });

  it('arrive as they were encoded, whatever was passed, or were refused here', async () => {
    let arrived = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.string({ unit: 'binary' }),
          fc.anything({ withDate: true, withBigInt: true }),
        ),
        async (input) => {
          const attr = encode(input);
          if (attr === undefined) return;
          type Attr = NonNullable<Parameters<HTTP['checkResource']>[0]['resource']['attr']>;
          const result = await cerbos.checkResource({
            principal: { id: 'user_1', roles: ['user'] },
            resource: { kind: 'mirror', id: '1', attr: attr as Attr },
            actions: ['look'],
          });
          expect(result.outputs[0]?.value).toMatchObject({ resource: attr });
          arrived += 1;
        },
      ),
      { numRuns: 300 },
    );
    expect(arrived).toBeGreaterThan(30);
  });

  function encode(input: unknown): Record<string, Value> | undefined {
    try {
      return toAttributes(input, 'attr');
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_value', path: expect.stringMatching(/^attr/) });
      return undefined;
    }
  }
});
