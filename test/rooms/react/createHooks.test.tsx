import { expect, it } from 'vitest';
import { Allowed, createHooks, useCheckResource, useIsAllowed } from '../../../src/react';

it('the hooks for the policies of one app are the hooks of all apps, and differ in types only', () => {
  expect(createHooks<{ page: { actions: 'edit'; attr: object } }>()).toEqual({
    Allowed,
    useCheckResource,
    useIsAllowed,
  });
  const { useIsAllowed: typed } = createHooks();
  expect(typed).toBe(useIsAllowed);
});
