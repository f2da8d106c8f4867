-- What a command was given to read: its size and digest, never its bytes.

alter table commands add column input jsonb;
