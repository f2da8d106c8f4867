import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useApiMutation } from "../../data/use-api.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { invitePersonDocument } from "./documents.ts";
import { PersonFields, type PersonWords } from "./person-fields.tsx";

interface Invited {
	readonly email: string;
	readonly url: string;
	/** Whether another member must approve it first. */
	readonly waits: boolean;
}

/** Invites somebody by email; the link is shown once, to be handed over. */
export function InviteDialog(props: {
	readonly opened: boolean;
	readonly onClose: () => void;
}) {
	return (
		<Modal
			opened={props.opened}
			onClose={props.onClose}
			title="Invite a person"
			centered
			// A stray click beside it must not lose the link.
			closeOnClickOutside={false}
		>
			<Invite onClose={props.onClose} />
		</Modal>
	);
}

function Invite({ onClose }: { readonly onClose: () => void }) {
	const [invited, setInvited] = useState<Invited>();
	if (!invited) return <InviteForm onInvited={setInvited} onClose={onClose} />;
	return (
		<Stack>
			<ShownOnce what="the invitation link" secret={invited.url} />
			<Text size="sm" style={{ overflowWrap: "anywhere" }}>
				No email was sent. Send this link to <strong>{invited.email}</strong>{" "}
				yourself over a private channel. It works once, only for that address,
				and expires in 7 days.
			</Text>
			{invited.waits && (
				<Text size="sm">
					The link does not work yet: in this organisation, another member must
					approve the invitation first. They do that on this page.
				</Text>
			)}
			<Group justify="flex-end">
				<Button variant="default" onClick={() => setInvited(undefined)}>
					Invite another person
				</Button>
				<Button onClick={onClose}>Done</Button>
			</Group>
		</Stack>
	);
}

function InviteForm(props: {
	readonly onInvited: (invited: Invited) => void;
	readonly onClose: () => void;
}) {
	const [email, setEmail] = useState("");
	const [words, setWords] = useState<PersonWords>({
		displayName: "",
		groups: [],
	});
	const invite = useApiMutation(invitePersonDocument);
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (invite.isPending) return;
		const made = await invite
			.mutateAsync({
				email: email.trim(),
				displayName: words.displayName.trim() || null,
				groups: [...words.groups],
			})
			.catch(() => undefined);
		if (!made) return;
		const { url, invitation } = made.invitePerson;
		props.onInvited({ url, email: invitation.email, waits: invitation.waits });
	};
	return (
		<form onSubmit={(event) => void send(event)}>
			<Stack>
				<TextInput
					label="Email"
					description="They sign in with this address and act in clusters under it. You cannot change it later."
					type="email"
					required
					withAsterisk={false}
					value={email}
					onChange={(event) => setEmail(event.currentTarget.value)}
					maxLength={320}
					autoComplete="off"
					data-autofocus
					autoFocus
				/>
				<PersonFields value={words} onChange={setWords} />
				{invite.error && <ProblemNote error={invite.error} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={props.onClose}>
						Cancel
					</Button>
					<Button type="submit" loading={invite.isPending}>
						Create link
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
