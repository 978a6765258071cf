import { expect, it } from 'vitest';
import {
  Allowed,
  createHooks,
  useCheckResource,
  useCheckResources,
  useIsAllowed,
} from '../../../src/react';

it('the hooks for the policies of one app are the hooks of all apps, and differ in types only', () => {
  expect(createHooks<{ page: { actions: 'edit'; attr: object } }>()).toEqual({
    Allowed,
    useCheckResource,
    useCheckResources,
    useIsAllowed,
  });
  const { useIsAllowed: typed } = createHooks();
  expect(typed).toBe(useIsAllowed);
});
