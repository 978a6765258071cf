/** The cases that a query can't say, or not exactly, by what is in the way. */
export const refusedCases: Readonly<Record<string, readonly string[]>> = {
  // A plan does not tell `+ 1`, which is an error in a check, from `+ 1.0`.
  arithmetic: [
    ...['arith-add', 'arith-vf', 'arith-sub', 'arith-mult-neg', 'arith-div', 'arith-div-frac'],
    ...['arith-both', 'arith-add-eq-frac', 'arith-add-ne-frac', 'arith-add-eq-frac-exact'],
    ...['arith-mod', 'concat-f2f', 'id-concat', 'id-concat-vf', 'p-arith-in-lambda', 'p-deep-nest'],
    ...['p-double-frac', 'cr-div-zero', 'cr-div-zero-ne', 'cr-div-zero-eq-neg', 'cr-div-neg-zero'],
    ...['cr-div-other-column', 'cr-div-then-add', 'cr-div-then-add-ne'],
  ],
  casts: [
    ...['cast-int-string', 'cast-double-string', 'cast-int-double', 'cast-string-double'],
    ...['cast-string-bool'],
  ],
  '?: as a value': [
    ...['ternary-cmp', 'ternary-expr-cond', 'ternary-nested', 'ternary-negated'],
    ...['ternary-value-first', 'ternary-null-cond', 'p-ternary-in-exists'],
    ...['p-ternary-of-ternaries', 'p-ternary-vs-ternary', 'p-ternary-under-all'],
    ...['p-not-ternary-null', 'nan-ord-ternary', 'nan-ord-ternary-vf', 'nan-ord-le', 'nan-ord-inf'],
  ],
  'a column in a column': [
    ...['f2f-contains', 'f2f-startswith', 'f2f-endswith', 'not-contains', 'not-startswith'],
    ...['p-lambda-f2f-like', 'cr-contains', 'cr-startswith', 'cr-endswith', 'cr-startswith-concat'],
  ],
  'a list in a list': [
    ...['outer-attr-depth2', 'p-size-nested', 'w2-outer-relation', 'macro-depth3-exists'],
    ...['macro-depth3-not-exists', 'macro-depth3-all'],
  ],
  'filter and map': [
    ...['size-filter-count', 'p-hasintersection-map', 'filter-as-condition', 'map-as-condition'],
    ...['map-eq-list', 'filter-as-conjunct'],
  ],
  hierarchies: [
    ...['hier-ancestor-ff', 'hier-ancestor-cf', 'hier-descendent-ff', 'hier-descendent-cf'],
    ...['hier-overlaps-ff', 'hier-overlaps-cf', 'hier-meta-like', 'hier-meta-in'],
    ...['hier-overlaps-meta', 'hier-bracket', 'hier-list-id'],
  ],
  others: ['p-struct', 'p-matches', 'p-index', 'index-scalar-list', 'w1-not-hasint-chain'],
};
