/** Is this `npm run demo`? Then Clerk's stand-in is there, and the page around the app. */
export const isDemo = Boolean(process.env.CLERK_SANDBOX_URL);
