import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useApiQuery } from "../../data/use-api.ts";
import { ConnectionNote } from "../../parts/connection-note.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useRefreshOnChange } from "../../parts/use-refresh-on-change.ts";
import { organisationDocument } from "./documents.ts";
import { InviteDialog } from "./invite-dialog.tsx";
import { Members } from "./members.tsx";
import { OpenInvitations } from "./open-invitations.tsx";
import { OrganisationSettings } from "./organisation-settings.tsx";

const areas = ["person", "invitation", "organisation", "ownership"];

/** Who belongs to the organisation, who is invited, and whose it is. */
export function PeoplePage() {
	const [inviting, { open, close }] = useDisclosure(false);
	const organisation = useApiQuery(organisationDocument, {}).data?.organisation;
	const connection = useRefreshOnChange(areas);
	return (
		<Stack gap="xl" maw={1100}>
			<div>
				<PageHeader
					title="People"
					note={
						organisation &&
						`${count(organisation.memberCount)} of ${organisation.name}. All members have the same permission; only the owner can transfer ownership.`
					}
				>
					<ConnectionNote connection={connection} />
					<Button
						leftSection={<IconUserPlus size={16} aria-hidden />}
						onClick={open}
					>
						Invite a person
					</Button>
				</PageHeader>
				<Members youOwn={organisation?.owner.isYou ?? false} />
			</div>
			<OpenInvitations />
			<OrganisationSettings />
			<InviteDialog opened={inviting} onClose={close} />
		</Stack>
	);
}

function count(members: number): string {
	return members === 1 ? "One member" : `${members} members`;
}
