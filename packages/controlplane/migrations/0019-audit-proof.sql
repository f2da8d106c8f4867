-- What was typed in a channel is hashed apart, with a salt, so that whoever may not see it can still check the record around it. Records
-- without a salt were written before, or hold no words that anybody is kept from; their hash is over the facts themselves.

alter table audit_records add column facts_salt text
	constraint audit_records_facts_salt_is_hex check (facts_salt ~ '^[0-9a-f]{32}$');

-- A signed head is of a record that is there: a row ahead of the chain would say that a tail was cut off.

create function check_signed_head_is_of_a_record() returns trigger language plpgsql as $$
begin
	if not exists (select from audit_records where organisation_id = new.organisation_id and seq = new.seq and hash = new.hash) then
		raise exception 'the audit chain of % has no record % with this hash', new.organisation_id, new.seq
			using errcode = 'restrict_violation', constraint = 'audit_signed_heads_are_of_records';
	end if;
	return new;
end $$;
create trigger audit_signed_heads_are_of_records before insert on audit_signed_heads
	for each row execute function check_signed_head_is_of_a_record();

-- Somebody else's row at the number of a head must not keep ours out.

alter table audit_signed_heads drop constraint audit_signed_heads_key;
alter table audit_signed_heads add constraint audit_signed_heads_key primary key (organisation_id, seq, signature);
