import { Alert, Code, Stack, Text } from "@mantine/core";
import { IconShieldX } from "@tabler/icons-react";
import { useOrganisation } from "../../data/use-session.ts";
import { AnchorLink } from "../../parts/links.tsx";
import type { AuditProof } from "./documents.ts";

/** Heads that were signed and that the chain no longer contains, until the owner acknowledges them. */
export function LostHeads(props: { readonly heads: AuditProof["lostHeads"] }) {
	const organisation = useOrganisation() ?? "";
	return (
		<Alert
			color="red"
			role="alert"
			icon={<IconShieldX />}
			title="The chain lost records that were signed"
		>
			<Stack gap="xs">
				{props.heads.map(({ seq, hash, signedAt, foundAt, recordId }) => (
					<Stack key={hash} gap={4} style={{ overflowWrap: "anywhere" }}>
						<Text size="sm">
							Record {seq} was signed at {new Date(signedAt).toLocaleString()}{" "}
							and is gone or replaced. This was found at{" "}
							{new Date(foundAt).toLocaleString()}.
						</Text>
						<AnchorLink
							size="sm"
							to="/o/$organisation/audit/$record"
							params={{ organisation, record: recordId }}
						>
							View the record of the loss
						</AnchorLink>
						<Code block style={{ whiteSpace: "pre-wrap" }}>
							{`qd audit acknowledge ${seq}:${hash} --reason TEXT`}
						</Code>
					</Stack>
				))}
				<Text size="sm">
					Someone removed or rewrote records in the database, or restored an
					older one. Do not change it: copy it, and compare the copy with an
					export or an earlier backup. If this is in order, the owner can
					acknowledge it with the command above.
				</Text>
			</Stack>
		</Alert>
	);
}
