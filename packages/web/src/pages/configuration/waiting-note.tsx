import { Alert, Text } from "@mantine/core";
import { useOrganisation } from "../../data/use-session.ts";
import { AnchorLink } from "../../parts/links.tsx";
import { WidensList } from "./review/widens-list.tsx";

/** A change that was kept for a second member. */
export interface Waiting {
	readonly number: number;
	readonly widens: readonly string[];
}

/** That a change did not take effect but waits, what it widens, and what comes next. */
export function WaitingNote(props: { readonly waiting: Waiting }) {
	const { number, widens } = props.waiting;
	const organisation = useOrganisation() ?? "";
	return (
		<Alert
			color="yellow"
			title={`Change ${number} waits for a second member`}
			role="status"
		>
			<Text size="sm">It widens rights:</Text>
			<WidensList widens={widens} />
			<Text size="sm" mt="xs">
				Another member approves or rejects it under{" "}
				<AnchorLink
					size="sm"
					underline="always"
					to="/o/$organisation/configuration"
					params={{ organisation }}
					search={{ view: "review" }}
				>
					Review
				</AnchorLink>
				.
			</Text>
		</Alert>
	);
}
