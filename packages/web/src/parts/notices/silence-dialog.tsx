import {
	Button,
	Group,
	Modal,
	NativeSelect,
	SimpleGrid,
	Stack,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useApiMutation } from "../../data/use-api.ts";
import { notifyDone } from "../notify.ts";
import { ProblemNote } from "../problem-note.tsx";
import { createSilenceDocument } from "./documents.ts";
import { noticeLevels } from "./levels.ts";
import {
	draftOf,
	matcherOf,
	type SilenceDraft,
	type SilenceSubject,
	silenceLengths,
} from "./silence-draft.ts";

/** Asks what is to be silenced, how long and why; what a notice says is filled in. */
export function SilenceDialog(props: {
	/** Undefined: nothing is filled in. */
	readonly subject: SilenceSubject | undefined;
	readonly opened: boolean;
	readonly onClose: () => void;
}) {
	return (
		<Modal
			opened={props.opened}
			onClose={props.onClose}
			title="Silence notices"
			closeButtonProps={{ "aria-label": "Close" }}
		>
			<SilenceForm subject={props.subject} onDone={props.onClose} />
		</Modal>
	);
}

const nothing: SilenceDraft = {
	cluster: "",
	namespace: "",
	kind: "",
	name: "",
	group: "",
	level: "",
	text: "",
};

const fields = [
	["cluster", "Cluster"],
	["group", "Source group"],
	["namespace", "Namespace"],
	["kind", "Kind"],
	["name", "Object name"],
	["text", "Title contains"],
] as const;

const levels = [
	{ value: "", label: "Any level" },
	...noticeLevels.map((value) => ({ value, label: value.toLowerCase() })),
];

function SilenceForm(props: {
	readonly subject: SilenceSubject | undefined;
	readonly onDone: () => void;
}) {
	const { subject, onDone } = props;
	const [draft, setDraft] = useState(subject ? draftOf(subject) : nothing);
	const [minutes, setMinutes] = useState("60");
	const [reason, setReason] = useState("");
	const create = useApiMutation(createSilenceDocument);
	const matcher = matcherOf(draft);
	const isReady = matcher !== undefined && reason.trim() !== "";
	const put = (name: keyof SilenceDraft, value: string) =>
		setDraft((old) => ({ ...old, [name]: value }));
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (!matcher || !isReady || create.isPending) return;
		const endsAt = new Date(Date.now() + Number(minutes) * 60_000);
		create.mutate(
			{ matcher, reason: reason.trim(), endsAt: endsAt.toISOString() },
			{
				onSuccess() {
					notifyDone(`Silenced until ${endsAt.toLocaleString()}.`);
					onDone();
				},
			},
		);
	};
	return (
		<form onSubmit={submit}>
			<Stack gap="sm">
				<Text size="sm" c="dimmed">
					Notices that meet every field below are not told to channels. They
					stay on the Events page. <b>*</b> stands for any characters; an empty
					field matches everything.
				</Text>
				<SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
					{fields.map(([name, label]) => (
						<TextInput
							key={name}
							label={label}
							size="xs"
							placeholder="Any"
							maxLength={256}
							autoComplete="off"
							spellCheck={false}
							value={draft[name]}
							onChange={(event) => put(name, event.currentTarget.value)}
						/>
					))}
					<NativeSelect
						label="Level"
						size="xs"
						data={levels}
						value={draft.level}
						onChange={(event) => put("level", event.currentTarget.value)}
					/>
					<NativeSelect
						label="For"
						size="xs"
						data={silenceLengths.map(({ minutes: value, label }) => ({
							value: String(value),
							label,
						}))}
						value={minutes}
						onChange={(event) => setMinutes(event.currentTarget.value)}
					/>
				</SimpleGrid>
				<Textarea
					label="Reason"
					description="Everybody who looks at the silence reads it."
					size="xs"
					autosize
					minRows={2}
					maxLength={500}
					value={reason}
					onChange={(event) => setReason(event.currentTarget.value)}
					data-autofocus
				/>
				{create.error && <ProblemNote error={create.error} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={onDone}>
						Cancel
					</Button>
					<Button type="submit" disabled={!isReady} loading={create.isPending}>
						Silence
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
