-- Who made a join token: it is worth nothing once they are no member any more. Unknown for those of before, which live an hour.

alter table join_tokens add column made_by text;
