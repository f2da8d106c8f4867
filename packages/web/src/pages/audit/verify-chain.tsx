import { Alert, Button, Loader, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { sendRequest } from "../../data/send-request.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { AnchorLink } from "../../parts/links.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { ChainHead } from "./chain-head.tsx";
import { type AuditProof, verifyAuditDocument } from "./documents.ts";
import { LostHeads } from "./lost-heads.tsx";
import type { NotedHead } from "./noted-head.ts";
import { SinceHead } from "./since-head.tsx";

/** Proves that no record was altered, taken away or put in between, and says how far. */
export function VerifyChain() {
	const [opened, { open, close }] = useDisclosure(false);
	return (
		<>
			<Button
				variant="default"
				size="xs"
				leftSection={<IconShieldCheck size={16} aria-hidden />}
				onClick={open}
			>
				Verify
			</Button>
			<Modal
				opened={opened}
				onClose={close}
				title="Verify the chain"
				centered
				closeButtonProps={{ "aria-label": "Close" }}
			>
				<Verification />
			</Modal>
		</>
	);
}

interface Answer {
	readonly proof?: AuditProof;
	readonly error?: unknown;
}

interface Asked {
	readonly at: Date;
	readonly sinceHead?: NotedHead | undefined;
}

function Verification() {
	const [asked, setAsked] = useState<Asked>(() => ({ at: new Date() }));
	const [answer, setAnswer] = useState<Answer>({});
	const organisation = useOrganisation();
	useEffect(() => {
		const left = new AbortController();
		setAnswer({});
		const sinceHead = asked.sinceHead ?? null;
		sendRequest(
			verifyAuditDocument,
			{ sinceHead },
			{ organisation, signal: left.signal },
		)
			.then(({ verifyAudit }) => setAnswer({ proof: verifyAudit }))
			.catch((error: unknown) => {
				if (!left.signal.aborted) setAnswer({ error });
			});
		return () => left.abort();
	}, [asked, organisation]);
	const { proof, error } = answer;
	const isBusy = !proof && error === undefined;
	return (
		<Stack align="flex-start">
			<Text size="sm">
				Each record contains the hash of the one before it. Verification reads
				every record from the first and recomputes each hash.
			</Text>
			{error !== undefined && (
				<ProblemNote
					error={error}
					onRetry={() => setAsked({ ...asked, at: new Date() })}
				/>
			)}
			{proof && <Result proof={proof} asked={asked} />}
			{proof && <ChainHead proof={proof} />}
			{isBusy && <Progress />}
			<SinceHead
				busy={isBusy}
				onVerify={(sinceHead) => setAsked({ at: new Date(), sinceHead })}
			/>
		</Stack>
	);
}

function Progress() {
	const [seconds, setSeconds] = useState(0);
	const began = useRef(Date.now());
	useEffect(() => {
		const timer = setInterval(
			() => setSeconds(Math.round((Date.now() - began.current) / 1000)),
			1000,
		);
		return () => clearInterval(timer);
	}, []);
	return (
		<Text size="sm" component="div" role="status">
			<Loader size="xs" mr="xs" aria-hidden />
			Verifying every record
			{seconds > 0 && <span aria-hidden> · {seconds} s</span>}
		</Text>
	);
}

function Result(props: { readonly proof: AuditProof; readonly asked: Asked }) {
	const { ok, records, reason, missesSinceHead, brokenAt, lostHeads } =
		props.proof;
	const { at, sinceHead } = props.asked;
	const organisation = useOrganisation() ?? "";
	const proved = `${records.toLocaleString()} record${records === 1 ? "" : "s"}`;
	if (ok)
		return (
			<Alert
				color="green"
				role="status"
				icon={<IconShieldCheck />}
				title={`Verified ${proved}`}
			>
				Every record until {at.toLocaleString()} is intact, and none is missing.
				{sinceHead &&
					` The chain contains the head you gave, record ${sinceHead.seq}.`}
			</Alert>
		);
	if (lostHeads.length > 0 && !brokenAt) return <LostHeads heads={lostHeads} />;
	if (missesSinceHead)
		return (
			<Alert
				color="red"
				role="alert"
				icon={<IconShieldX />}
				title="The chain does not contain the head you gave"
			>
				<Stack gap="xs">
					<Text size="sm">
						{`The ${proved} fit together, but ${plainOutput(reason ?? "the head is not among them")}.`}
					</Text>
					<Text size="sm">
						Either the head is of another organisation, or the chain was cut off
						or written anew after it was noted. Do not change the database: copy
						it, and compare the copy with an export or an earlier backup.
					</Text>
				</Stack>
			</Alert>
		);
	return (
		<Alert
			color="red"
			role="alert"
			icon={<IconShieldX />}
			title="The chain is broken"
		>
			<Stack gap="xs">
				<Text size="sm" style={{ overflowWrap: "anywhere" }}>
					{records === 0
						? "No record could be verified."
						: `The first ${proved} ${records === 1 ? "is" : "are"} intact.`}{" "}
					{`The next check failed: ${plainOutput(reason ?? "a record was altered")}.`}
				</Text>
				{brokenAt && (
					<AnchorLink
						size="sm"
						to="/o/$organisation/audit/$record"
						params={{ organisation, record: brokenAt.id }}
					>
						View record {brokenAt.seq}
					</AnchorLink>
				)}
				<Text size="sm">
					Someone changed the database outside Quarterdeck, or restored only
					part of it. Do not change it further: copy it, and compare the copy
					with an export or an earlier backup.
				</Text>
			</Stack>
		</Alert>
	);
}
