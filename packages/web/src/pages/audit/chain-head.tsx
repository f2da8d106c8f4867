import { Box, Code, Group, Stack, Text } from "@mantine/core";
import { CopyButton } from "../../parts/copy-button.tsx";
import type { AuditProof } from "./documents.ts";

/** The end of a chain that was verified, who signed it and when, and the line to keep elsewhere. */
export function ChainHead(props: { readonly proof: AuditProof }) {
	const { head, signedHead, unsigned } = props.proof;
	if (!head) return null;
	const noted = signedHead
		? JSON.stringify(signedHead)
		: `${head.seq}:${head.hash}`;
	return (
		<Stack gap={4} w="100%" component="section" aria-label="Head of the chain">
			<Group gap="xs" justify="space-between" wrap="nowrap">
				<Text size="sm" fw={600}>
					Head: record {head.seq}
				</Text>
				<CopyButton text={noted} what="the head" />
			</Group>
			<Code block style={{ whiteSpace: "pre-wrap", wordBreak: "break-all" }}>
				{head.hash}
			</Code>
			{signedHead && <Signature head={signedHead} />}
			{unsigned ? (
				<Text size="sm" c="var(--mantine-color-error)">
					No signature covers the last{" "}
					{unsigned.records === 1 ? "record" : `${unsigned.records} records`},
					since {new Date(unsigned.since).toLocaleString()}.
				</Text>
			) : (
				!signedHead && <Text size="sm">It is not signed yet.</Text>
			)}
			<Text size="xs" c="dimmed">
				Copy the head and keep it outside this database, for example in a
				ticket. Later, verify that the chain still contains it.
			</Text>
		</Stack>
	);
}

function Signature(props: {
	readonly head: NonNullable<AuditProof["signedHead"]>;
}) {
	const { seq, at, publicKey, isOwnKey } = props.head;
	return (
		<Box style={{ overflowWrap: "anywhere" }}>
			<Text size="sm">
				Record {seq}, signed at {new Date(at).toLocaleString()} with this key:
			</Text>
			<Code block style={{ whiteSpace: "pre-wrap", wordBreak: "break-all" }}>
				{publicKey}
			</Code>
			<Text
				size="sm"
				{...(isOwnKey ? {} : { c: "var(--mantine-color-error)" })}
			>
				{isOwnKey
					? "It is this installation's key."
					: "It is not this installation's key. Find out who signed the head."}
			</Text>
		</Box>
	);
}
