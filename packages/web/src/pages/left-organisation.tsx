import { Stack, Text } from "@mantine/core";
import type { Session } from "../data/session.ts";
import { ButtonLink } from "../parts/links.tsx";
import { NarrowPage } from "../parts/narrow-page.tsx";
import { SignOutButton } from "../parts/sign-out-button.tsx";

/** Said in place of every page of an organisation from the moment on that one does not belong to it any more. */
export function LeftOrganisation(props: {
	readonly name: string;
	readonly session: Session;
}) {
	return (
		<NarrowPage title="You no longer belong to this organisation">
			<Text size="sm" role="status" style={{ overflowWrap: "anywhere" }}>
				You were removed from {props.name}. If that was a mistake, ask one of
				its members to invite you again.
			</Text>
			<Stack gap="xs">
				{props.session.organisations.map(({ id, name }) => (
					<ButtonLink
						key={id}
						to="/o/$organisation/console"
						params={{ organisation: id }}
						variant="default"
					>
						Go to {name}
					</ButtonLink>
				))}
				<SignOutButton />
			</Stack>
		</NarrowPage>
	);
}
