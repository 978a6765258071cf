import { withCerbos } from '../../lib/authz';

export default withCerbos(
  { action: 'view', resource: { kind: 'document', id: 'acme' } },
  (_req, res) => {
    res.json({ ran: true });
  },
);
