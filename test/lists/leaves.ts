/** Conditions of one comparison each, over the attributes of {@link Thing} and of the callers. */
const comparisons = [
  // Equality, in both orders and with null.
  'R.attr.a == "x"',
  'R.attr.a != "x"',
  '"x" == R.attr.a',
  'R.attr.a == ""',
  'R.attr.a == null',
  'R.attr.a != null',
  'R.attr.a == P.attr.nul',
  'R.attr.a == R.attr.b',
  'R.attr.a != R.attr.b',
  'R.attr.a == P.id',
  'R.attr.ownerId == P.id',
  'P.attr.orgId != R.attr.ownerId',
  'R.id == "thing_3"',
  'R.id != R.attr.ownerId',
  // An attribute that no caller has, which is an error.
  'R.attr.a == P.attr.nope',
  'R.attr.a != P.attr.nope',
  // Two types are never equal, and have no order.
  'R.attr.a == 5',
  'R.attr.a != 5',
  'R.attr.n == "5"',
  'R.attr.n != true',
  'R.attr.pub == "true"',
  'R.attr.pub != 1',
  'R.attr.n == R.attr.a',
  'R.attr.a > 5',
  'R.attr.n < "x"',
  // Numbers.
  'R.attr.n == 5',
  'R.attr.n != 5.5',
  'R.attr.n == R.attr.m',
  'R.attr.n != R.attr.m',
  'R.attr.n < 5',
  '5 > R.attr.n',
  '5 <= R.attr.n',
  'R.attr.n >= 1.5',
  'R.attr.n > P.attr.level',
  'R.attr.n <= R.attr.m',
  // Text, in the order of its code points.
  'R.attr.a < "b"',
  '"a" <= R.attr.a',
  'R.attr.a >= R.attr.b',
  'R.attr.a > "～"',
  // Booleans, bare ones and others in the place of a boolean.
  'R.attr.pub',
  'R.attr.arch',
  'R.attr.a',
  'R.attr.pub == true',
  'R.attr.pub != true',
  'R.attr.pub == R.attr.arch',
  'R.attr.pub ? R.attr.a == P.id : R.attr.b == P.attr.orgId',
] as const;

const memberships = [
  'R.attr.a in ["x", "y"]',
  'R.attr.a in ["x"]',
  'R.attr.a in ["x", null]',
  'R.attr.a in [1, null, "x"]',
  'R.attr.n in [1, 5.5]',
  'R.attr.a in P.attr.orgs',
  'R.attr.a in P.attr.perms',
  'P.id in [R.attr.a, R.attr.b]',
  'null in [R.attr.a, R.attr.b]',
  // PDP 0.51 leaves attributes of the principal in here.
  'P.id in [R.attr.a, P.attr.orgId]',
  'P.id in [R.attr.a, P.id]',
  'P.attr.orgs.exists(o, o == R.attr.a)',
  'P.attr.orgs.all(o, o != R.attr.a)',
  // More than ten are not unrolled by the planner.
  'P.attr.many.exists(o, o == R.attr.a)',
  'P.attr.many.all(o, o != R.attr.a)',
  // What a map of the principal holds at a key of the row.
  'P.attr.byTeam[R.attr.a] == "admin"',
  'R.attr.a in P.attr.byTeam && P.attr.byTeam[R.attr.a] == "admin"',
  'R.attr.a in P.attr.byTeam && P.attr.byTeam[R.attr.a] != "admin"',
  'R.attr.a in P.attr.byTeam && P.attr.byTeam[R.attr.a] in ["admin", "viewer"]',
  'R.attr.a in P.attr.byTeam && P.attr.byTeam[R.attr.a] in P.attr.weights',
  'R.attr.a in P.attr.rolesByTeam && "admin" in P.attr.rolesByTeam[R.attr.a]',
  // Child rows of one column.
  '"x" in R.attr.tags',
  'P.id in R.attr.tags',
  'R.attr.a in R.attr.tags',
  '5 in R.attr.tags',
  'R.attr.tags.exists(t, t == "x")',
  'R.attr.tags.all(t, t != "x")',
  'R.attr.tags.exists(t, t.startsWith("x"))',
  'R.attr.tags.exists_one(t, t == "x")',
  'hasIntersection(R.attr.tags, ["x", "y"])',
  'hasIntersection(P.attr.orgs, R.attr.tags)',
  'size(R.attr.tags) > 1',
  'size(R.attr.tags) == 0',
  // Child rows of several columns, of which some are NULL.
  'R.attr.items.exists(i, i.name == "x")',
  'R.attr.items.exists(i, i.name == R.attr.a)',
  'R.attr.items.exists(i, i.ok)',
  'R.attr.items.exists(i, i.name in P.attr.orgs && i.n > 1)',
  'R.attr.items.all(i, i.n > 1)',
  'R.attr.items.all(i, i.ok || i.name == "x")',
  'R.attr.items.exists_one(i, i.ok)',
  // Lists in a column.
  '"x" in R.attr.labels',
  'R.attr.labels.all(l, l != "y")',
  'size(R.attr.labels) > 1',
] as const;

const others = [
  // Text.
  'R.attr.a.startsWith("x")',
  'R.attr.a.startsWith("")',
  'R.attr.a.contains("%")',
  'R.attr.a.contains("_")',
  'R.attr.a.endsWith("X")',
  'R.attr.a.endsWith("\\\\")',
  'R.attr.n.startsWith("5")',
  'size(R.attr.a) > 1',
  'size(R.attr.a) == 1',
  // Instants.
  'timestamp(R.attr.at) > timestamp("2026-03-01T00:00:00Z")',
  'timestamp("2026-03-01T01:00:00.5+01:00") == timestamp(R.attr.at)',
  'timestamp(R.attr.at) != timestamp("2026-03-01T00:00:00.5Z")',
  'timestamp(R.attr.at) < now()',
  // Without timestamp() it is text, which has no order beside a moment and is equal to none.
  'R.attr.at < now()',
  'R.attr.at == timestamp("2026-03-01T00:00:00Z")',
  'R.attr.at in [timestamp("2026-03-01T00:00:00Z"), R.attr.at]',
  'timestamp(R.attr.at) == P.attr.moment',
  'timestamp(R.attr.at) in P.attr.moments',
  'timestamp(R.attr.at) == R.attr.at',
  // No month has this day, which is an error; the planner leaves it in a `?:`.
  'R.attr.pub ? timestamp(R.attr.at) > timestamp(P.attr.noDay) : R.attr.arch',
  // A parent that may be absent, and its own.
  'R.attr.parent.name == "x"',
  'R.attr.parent.name != "x"',
  'R.attr.parent.n < 5',
  'R.attr.parent.ok',
  'R.attr.parent.inner.name == "x"',
  // Other ways to name an attribute.
  'R.attr["a"] == "x"',
  'R.attr["parent"]["name"] == "x"',
] as const;

/** The leaves from which conditions are made. */
export const leaves: readonly string[] = [...comparisons, ...memberships, ...others];

/** What a query can't say, or not exactly, and so must be refused. */
export const untranslatable: readonly string[] = [
  // `+ 1` is an error in a check and `+ 1.0` is none, and both have the same plan.
  'R.attr.n + 1 > 5',
  'R.attr.n * 2.0 > 5.0',
  'R.attr.a + "x" == "xx"',
  'R.attr.a.matches("^x")',
  'R.attr.a.lowerAscii() == "x"',
  'R.attr.unknown == "x"',
  'R.attr.tags == ["x"]',
  'R.attr.tags[0] == "x"',
  // Whether a column is in another one.
  'R.attr.a.startsWith(R.attr.b)',
  'R.attr.b.contains(R.attr.a)',
  'P.attr.name.startsWith(R.attr.a)',
  // A text that may be the ISO text of a moment.
  'R.attr.at == R.attr.a',
  'R.attr.a != R.attr.at',
  'R.attr.at in R.attr.tags',
  // Not tested at once with ==, in or a function of text.
  'R.attr.a in P.attr.rolesByTeam && P.attr.rolesByTeam[R.attr.a].size() > 1',
  'R.attr.a in P.attr.perms && P.attr.perms[R.attr.a]',
];

/** What PostgreSQL can say of a list in a column, and SQLite can't. */
export const untranslatableInSqlite: readonly string[] = [
  'R.attr.a in R.attr.labels',
  'hasIntersection(R.attr.tags, R.attr.labels)',
  'hasIntersection(R.attr.labels, R.attr.tags)',
  '!hasIntersection(R.attr.tags, R.attr.labels)',
  'isSubset(R.attr.tags, R.attr.labels)',
  '!isSubset(R.attr.labels, R.attr.tags)',
];
