-- A command whose clusters are silent has not failed, and one that was not understood was not denied.

alter table audit_records drop constraint audit_records_outcome_is_known;
alter table audit_records add constraint audit_records_outcome_is_known
	check (outcome in ('opened', 'succeeded', 'failed', 'silent', 'denied', 'not-understood', 'cancelled', 'lost')) not valid;
