-- What a session and a password hang on stays what it was, whatever they come to open; links end with whoever made them.

-- sessions ------------------------------------------------------------------------------------------------------------

alter table sessions
	-- The organisation whose link (or password) began it, though what it opens may have grown since; null: what began it proved the
	-- whole account.
	add column proved_for text,
	-- The provider that said who it is.
	add column issuer text;
delete from sessions where reach = '{}';
update sessions set proved_for = reach[1];
alter table sessions
	add constraint sessions_proved_for_exists foreign key (proved_for) references organisations (id),
	add constraint sessions_reach_has_its_proof check ((reach is null) = (proved_for is null));

-- passwords -----------------------------------------------------------------------------------------------------------
-- One for each organisation whose link began the session that set it, and one of the whole account.

alter table account_passwords add column proved_for text;
-- Joining widened what a password opens, though another than its owner may have set it: it opens what it was set for.
delete from account_passwords where reach = '{}';
update account_passwords set proved_for = reach[1], reach = reach[1:1] where reach is not null;
alter table account_passwords
	drop constraint account_passwords_key,
	add constraint account_passwords_proved_for_exists foreign key (proved_for) references organisations (id),
	add constraint account_passwords_reach_has_its_proof check ((reach is null) = (proved_for is null));
create unique index account_passwords_key on account_passwords (account_id, coalesce(proved_for, ''));

-- links ---------------------------------------------------------------------------------------------------------------

alter table sign_in_links
	-- Null: whoever keeps the server, or a link of before; those end by themselves within minutes.
	add column made_by text,
	add constraint sign_in_links_maker_exists foreign key (organisation_id, made_by) references people (organisation_id, id);
