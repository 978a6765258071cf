/** A document as these tests ask about it. */
export interface Document {
  readonly ownerId: string;
  readonly orgId: string;
  readonly public: boolean;
}

/** Whoever asks. */
export interface Person {
  readonly userId: string;
  readonly orgId: string;
  readonly orgRole: string;
}

/**
 * What test/setup/policies says of documents, written down a second time, by hand: neither the
 * library nor the PDP has a part in it.
 */
export function mayDo(person: Person, action: string, document: Document): boolean {
  const isOwner = document.ownerId === person.userId;
  const isColleague = person.orgId !== '' && person.orgId === document.orgId;
  switch (action) {
    case 'read':
      return document.public;
    case 'view':
      return isOwner || isColleague;
    case 'edit':
      return isOwner || (isColleague && person.orgRole === 'org:admin');
    default:
      return false;
  }
}
