import fc from 'fast-check';

/** A session token's claims, whoever made them. */
export type Claims = Record<string, unknown>;

const optionally = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const age = fc.oneof(
  { weight: 2, arbitrary: fc.constant(-1) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 70 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 9, 10, 11, 59, 60, 1_439, 1_440) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
);
const scope = fc.constantFrom('o', 'u', 'ou', 'uo');
const name = fc.constantFrom('reports', 'beta', 'a', 'export', 'b');
const scopedList = fc
  .uniqueArray(
    fc.tuple(scope, name).map((pair) => pair.join(':')),
    { maxLength: 5 },
  )
  .map((elements) => (elements.length === 0 ? undefined : elements.join(',')));

const bitmasks = fc
  .array(fc.bigInt({ min: 0n, max: 15n }), { maxLength: 5 })
  .map((masks) => masks.join(','));
const organization = fc.record(
  {
    id: fc.constantFrom('org_1', 'org_2'),
    slg: fc.constantFrom('acme', 'globex'),
    rol: fc.constantFrom('admin', 'member', 'billing_manager', 'org:admin'),
    per: fc.constantFrom('read', 'manage,read', 'read,manage,delete', 'read, manage'),
    fpm: bitmasks,
  },
  { requiredKeys: ['id', 'rol'] },
);

const registered = {
  sub: fc.constantFrom('user_1', 'user_2'),
  sid: fc.constantFrom('sess_1', 'sess_2'),
  sts: fc.constantFrom('active', undefined),
  fva: optionally(fc.tuple(age, age)),
  act: optionally(fc.constantFrom({ sub: 'user_9' }, { sub: 'agent_1', type: 'agent' })),
};

const versionTwo = fc.record({
  ...registered,
  v: fc.constant(2),
  fea: scopedList,
  pla: scopedList,
  o: optionally(organization),
});

const versionOne = fc
  .tuple(
    fc.record(registered),
    optionally(
      fc.record({
        org_id: fc.constantFrom('org_1', 'org_2'),
        org_slug: fc.constant('acme'),
        org_role: fc.constantFrom('org:admin', 'org:member', 'admin', 'org:org:admin'),
        org_permissions: fc.subarray([
          'org:reports:read',
          'org:beta:manage',
          'org:a:read',
          'reports:read',
        ]),
      }),
    ),
  )
  .map(([claims, organization]) => ({ ...claims, ...organization }));

/** Claims as Clerk writes them, in both versions of its session tokens. */
export const usualClaims: fc.Arbitrary<Claims> = fc.oneof(
  { weight: 3, arbitrary: versionTwo },
  { weight: 1, arbitrary: versionOne },
);

const element = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(scope, name).map((pair) => pair.join(':')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('o:', 'u:', 'o:org', 'o:user', ' o: a', 'u:beta ', 'x:a', 'foo:a'),
  },
  { weight: 1, arbitrary: fc.constantFrom('a', '', 'o:a:b', 'org:a', 'user:beta', ':a', 'O:a') },
);
const oddList = fc.array(element, { maxLength: 4 }).map((elements) => elements.join(','));
const oddAges = fc.oneof(
  fc.constantFrom<unknown>([], [1], [1, 2, 3], ['1', 2], [3, null], [-2, 3], [3, -0.5], {}, 'x'),
  fc.tuple(fc.constantFrom(0.5, 1e9, 5e12, 999_999_998.5, -1), fc.constantFrom(-1, 1e9, 2.5, 0)),
);
const oddText = fc.constantFrom(
  '',
  ' ',
  'org:',
  'org:org:',
  'org:org:admin',
  '\ud800',
  'x'.repeat(300),
);
const json = fc.jsonValue({ maxDepth: 2 });
const oddValue = fc.oneof(json, oddText, fc.constantFrom(null, 0, 5, true, [], {}));

const oddOrganization = fc.record(
  {
    id: fc.oneof(fc.constant('org_1'), oddValue),
    slg: fc.oneof(fc.constant('acme'), oddValue),
    rol: fc.oneof(fc.constant('admin'), oddValue),
    per: fc.oneof(fc.constantFrom('read,manage', ',', ' '), oddValue),
    fpm: fc.oneof(bitmasks, fc.constantFrom('x', '3,,1', '99999999999999999999', '-1'), oddValue),
  },
  { requiredKeys: [] },
);

// One claim that nobody should have written, in otherwise usual ones.
const oddClaim: fc.Arbitrary<Claims> = fc.oneof(
  fc.record({ sub: fc.oneof(oddValue, fc.constantFrom('anonymous', 'api_key:ak_1')) }),
  fc.record({ sid: fc.option(oddValue, { nil: undefined }) }),
  fc.record({ sts: fc.oneof(fc.constantFrom('pending', 'revoked'), oddValue) }),
  fc.record({ fva: fc.oneof({ weight: 3, arbitrary: oddAges }, { weight: 1, arbitrary: json }) }),
  fc.record({ act: fc.oneof(fc.constantFrom({}, { sub: '' }, { sub: 5 }), oddValue) }),
  fc.record({ fea: fc.oneof({ weight: 5, arbitrary: oddList }, { weight: 1, arbitrary: json }) }),
  fc.record({ pla: fc.oneof({ weight: 5, arbitrary: oddList }, { weight: 1, arbitrary: json }) }),
  fc.record({
    o: fc.oneof({ weight: 4, arbitrary: oddOrganization }, { weight: 1, arbitrary: json }),
  }),
  fc.record({ v: fc.constantFrom<unknown>(1, 3, '2', null, undefined, true) }),
  fc.record({ org_id: oddValue }),
  fc.record({ org_role: oddValue }),
  fc.record({ org_slug: oddValue }),
  fc.record({ org_permissions: fc.oneof(oddValue, fc.array(oddText)) }),
);

/** Claims of which one or more are malformed: of a wrong type, missing, or oddly prefixed. */
export const oddClaims: fc.Arbitrary<Claims> = fc
  .tuple(usualClaims, fc.array(oddClaim, { minLength: 1, maxLength: 3 }))
  .map(([usual, odd]) => Object.assign({}, usual, ...odd) as Claims);
