-- A command whose clusters are silent has not failed, and one that was not understood was not denied.

alter table audit_records drop constraint audit_records_outcome_is_known;
alter table audit_records add constraint audit_records_outcome_is_known
	check (outcome in ('opened', 'succeeded', 'failed', 'silent', 'denied', 'not-understood', 'cancelled', 'lost')) not valid;

-- What the control plane answers itself (help, list …) is kept like the answers of clusters.

alter table commands add column answer text
	constraint commands_answer_is_small check (octet_length(answer) <= 65536);
