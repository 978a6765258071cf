import type { PersonaKey } from './personas';

/** One step of the tour on the page. */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** A selector of the part of the page that it is about. */
  readonly about: string;
  /** The side of a wide page where the step is shown, so that it does not cover its subject. */
  readonly side: 'left' | 'right';
  /** The person who must be signed in; left out if any person will do. */
  readonly as?: PersonaKey;
  readonly path: string;
}

/** The tour, in order. */
export const tourSteps: readonly TourStep[] = [
  {
    title: 'Clerk says who is calling',
    text: 'Press a name to sign in as that person. Clerk then tells the app who is calling, and which organization is active.',
    about: '.demo-people',
    side: 'right',
    path: '/',
  },
  {
    title: 'Cerbos decides what they may do',
    text: 'You are Ada now, an admin of Acme. Each cell is a decision of Cerbos. Ada may change the documents of Acme. She may delete them after she has entered her password. She may only read what Globex shares with Acme.',
    about: '.demo-matrix',
    side: 'right',
    as: 'ada',
    path: '/',
  },
  {
    title: 'Members get a 403',
    text: 'Cleo is a member of Acme. She may read its documents, but she wrote none of them. The API answers 403 when she tries to change one.',
    about: '.demo-matrix',
    side: 'right',
    as: 'cleo',
    path: '/',
  },
  {
    title: 'Strangers get a 404',
    text: 'Gus works for Globex. He has opened the address of Acme’s salary bands. The app answers 404, so he does not learn that they exist.',
    about: '.demo-app',
    side: 'left',
    as: 'gus',
    path: '/documents/salaries',
  },
  {
    title: 'Buttons follow the policy',
    text: 'Ben may edit and delete what he wrote. The decisions come with the page, so no button appears late. The API asks Cerbos again when Ben presses one.',
    about: '.demo-app',
    side: 'left',
    as: 'ben',
    path: '/',
  },
  {
    title: 'Deleting asks for the password',
    text: 'Ada entered her password an hour ago. The policy wants it within the last ten minutes. Press Delete on a document of Acme. The password is “correct horse”.',
    about: '.demo-app',
    side: 'left',
    as: 'ada',
    path: '/',
  },
  {
    title: 'Support acts as Ada',
    text: 'Sam from support is signed in as Ada. A banner says so on every page. The policy denies Sam to share and to delete, although Ada may do both.',
    about: '.acting',
    side: 'left',
    as: 'support',
    path: '/',
  },
  {
    title: 'See why',
    text: 'Open the inspector in the corner. It lists each decision with its policy, the derived roles and the reason.',
    about: '.clerk-cerbos-inspector',
    side: 'left',
    path: '/',
  },
];
