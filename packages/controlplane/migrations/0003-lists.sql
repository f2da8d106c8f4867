-- Lists that stay fast: each filter of a list leads into it by an index that ends in the list's order; see docs/decisions/0010-lists.md.

-- fleet ---------------------------------------------------------------------------------------------------------------

create index clusters_by_name on clusters (organisation_id, name collate "C") where removed_at is null;

-- audit ---------------------------------------------------------------------------------------------------------------
-- Records are listed newest first: by instant, then by number.

drop index audit_records_by_person;
drop index audit_records_by_email;
drop index audit_records_by_code;
drop index audit_records_by_subject;
drop index audit_records_by_cluster;
create index audit_records_by_email on audit_records (organisation_id, who_email, at, seq) where who_email is not null;
create index audit_records_by_subject on audit_records (organisation_id, subject_id, at, seq) where subject_id is not null;
create index audit_records_by_code on audit_records (organisation_id, code, at, seq);
create index audit_records_by_outcome on audit_records (organisation_id, outcome, at, seq);
create index audit_records_by_code_and_outcome on audit_records (organisation_id, code, outcome, at, seq);

-- An index in the form of a table: a record names several clusters, and an index over arrays knows no order.
create table audit_record_clusters (
	organisation_id text not null,
	cluster_name text not null,
	at timestamptz not null,
	seq bigint not null,
	constraint audit_record_clusters_key primary key (organisation_id, cluster_name, at, seq)
);
insert into audit_record_clusters (organisation_id, cluster_name, at, seq)
	select distinct organisation_id, cluster_name, at, seq from audit_records, unnest(cluster_names) as cluster_name
	where cluster_name is not null;
create trigger audit_record_clusters_are_append_only before update or delete on audit_record_clusters
	for each row execute function refuse_change();
create trigger audit_record_clusters_are_not_truncated before truncate on audit_record_clusters
	for each statement execute function refuse_change();

create function index_clusters_of_records() returns trigger language plpgsql as $$
begin
	insert into audit_record_clusters (organisation_id, cluster_name, at, seq)
		select distinct organisation_id, cluster_name, at, seq from written, unnest(cluster_names) as cluster_name
		where cluster_name is not null;
	return null;
end $$;
create trigger audit_records_index_their_clusters after insert on audit_records
	referencing new table as written for each statement execute function index_clusters_of_records();

-- Commands are listed newest first: by the instant they began, then by id.
create index commands_by_email on commands (organisation_id, email, started_at, id);
create index commands_by_state on commands (organisation_id, state, started_at, id);
create index commands_by_channel on commands (organisation_id, (conversation ->> 'channel'), started_at, id);
create index command_runs_by_cluster on command_runs (organisation_id, cluster_name, started_at, command_id);
