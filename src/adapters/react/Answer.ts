/** Whether an action is allowed, why that can't be known, or `undefined` until it is. */
export type Answer = boolean | Error | undefined;
