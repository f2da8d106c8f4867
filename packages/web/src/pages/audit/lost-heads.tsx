import { Alert, Code, Group, Stack, Text } from "@mantine/core";
import { IconShieldX } from "@tabler/icons-react";
import { useOrganisation } from "../../data/use-session.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { AnchorLink } from "../../parts/links.tsx";
import type { AuditProof } from "./documents.ts";

/** Heads that were signed and that the chain no longer contains, until the owner acknowledges them. */
export function LostHeads(props: { readonly heads: AuditProof["lostHeads"] }) {
	return (
		<Alert
			color="red"
			role="alert"
			icon={<IconShieldX />}
			title="The chain lost records that were signed"
		>
			<Stack gap="xs">
				<Text size="sm">
					Someone removed or rewrote records in the database, or restored an
					older one. Do not change it: copy it, and compare the copy with an
					export or an earlier backup.
				</Text>
				{props.heads.map((head) => (
					<LostHead key={head.hash} head={head} />
				))}
			</Stack>
		</Alert>
	);
}

function LostHead({
	head: { seq, hash, signedAt, foundAt, recordId },
}: {
	readonly head: AuditProof["lostHeads"][number];
}) {
	const organisation = useOrganisation() ?? "";
	const command = `qd audit acknowledge ${seq}:${hash} --reason TEXT`;
	return (
		<Stack gap={4} style={{ overflowWrap: "anywhere" }}>
			<Text size="sm">
				Record {seq} was signed at {new Date(signedAt).toLocaleString()} and is
				gone or replaced. This was found at {new Date(foundAt).toLocaleString()}
				.
			</Text>
			<AnchorLink
				size="sm"
				to="/o/$organisation/audit/$record"
				params={{ organisation, record: recordId }}
			>
				View the record of the loss
			</AnchorLink>
			<Text size="sm">
				If there is a good reason, such as a restored backup, the owner records
				it with:
			</Text>
			<Group gap="xs" wrap="nowrap">
				<Code block style={{ flex: 1, minWidth: 0, whiteSpace: "pre-wrap" }}>
					{command}
				</Code>
				<CopyButton text={command} what="the command" />
			</Group>
		</Stack>
	);
}
