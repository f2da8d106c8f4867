import { Text } from "@mantine/core";
import type { Invitation } from "../../data/session.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";

/** Which organisation invites whom: known before anything is accepted. */
export function WhoInvites({ organisation, ...props }: Invitation) {
	return (
		<Text size="sm" style={{ overflowWrap: "anywhere" }}>
			<bdi>{props.invitedBy}</bdi> invites <bdi>{props.email}</bdi> to{" "}
			<strong>
				<bdi>{organisation.name}</bdi>
			</strong>
			. The invitation expires <RelativeTime at={props.expiresAt} />.
		</Text>
	);
}
