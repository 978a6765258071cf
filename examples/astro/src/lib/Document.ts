/** A document of an organization. */
export interface Document {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly ownerId: string;
  readonly orgId: string;
  readonly sharedWithUsers: readonly string[];
  readonly sharedWithOrganizations: readonly string[];
}
