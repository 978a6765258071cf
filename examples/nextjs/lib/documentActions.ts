/** What the buttons beside a document depend on; it decides what is shown and permits nothing. */
export const documentActions = ['edit', 'share', 'offer-delete'] as const;
