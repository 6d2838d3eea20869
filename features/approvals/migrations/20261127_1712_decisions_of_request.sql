-- The decisions of a request, in their order.
CREATE INDEX approval_decisions_request ON approval_decisions (tenant, request, id);
