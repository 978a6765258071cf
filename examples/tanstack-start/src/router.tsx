import { createRouter } from '@tanstack/react-router';
import { NotFound } from './components/NotFound';
import { Fault } from './components/Fault';
import { routeTree } from './routeTree.gen';

export const getRouter = () =>
  createRouter({
    routeTree,
    scrollRestoration: true,
    defaultErrorComponent: Fault,
    defaultNotFoundComponent: NotFound,
  });
