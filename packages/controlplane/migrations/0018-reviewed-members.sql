-- While changes of rights are reviewed, an invitation lets nobody in before a second member approved it.

alter table invitations
	add column approved_at timestamptz,
	add column approved_by text,
	add constraint invitations_approver_exists foreign key (organisation_id, approved_by) references people (organisation_id, id),
	add constraint invitations_approver_is_another check (approved_by <> invited_by),
	add constraint invitations_approved_when check (approved_by is null or approved_at is not null);

-- The account whose invitation, or whose guest's, brought a member in under review: they do not approve each other's changes.

alter table people add column line_of text
	constraint people_line_exists references accounts (id);
