/** True in `npm run demo`. Then Clerk's stand-in runs, and the demo's page is around the app. */
export const isDemo = Boolean(process.env.CLERK_SANDBOX_URL);
