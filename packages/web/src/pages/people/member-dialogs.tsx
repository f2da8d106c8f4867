import { Modal } from "@mantine/core";
import { useApiMutation } from "../../data/use-api.ts";
import { useSessionChange } from "../../data/use-session.ts";
import { ConfirmDialog } from "../../parts/confirm-dialog.tsx";
import { notifyDone } from "../../parts/notify.ts";
import {
	type Member,
	removePersonDocument,
	transferOwnershipDocument,
} from "./documents.ts";
import { EditPerson } from "./edit-person.tsx";

/** What is being done about a member. */
export interface MemberTask {
	readonly kind: "edit" | "remove" | "transfer";
	readonly member: Member;
}

interface MemberDialogsProps {
	readonly task: MemberTask | undefined;
	readonly onDone: () => void;
}

/** Does what was chosen about a member, after asking. */
export function MemberDialogs({ task, onDone }: MemberDialogsProps) {
	if (task?.kind === "remove")
		return <RemovePerson member={task.member} onDone={onDone} />;
	if (task?.kind === "transfer")
		return <TransferOwnership member={task.member} onDone={onDone} />;
	return (
		<Modal
			opened={task !== undefined}
			onClose={onDone}
			title={`Edit ${task?.member.email ?? ""}`}
			centered
		>
			{task && <EditPerson member={task.member} onDone={onDone} />}
		</Modal>
	);
}

interface AboutMember {
	readonly member: Member;
	readonly onDone: () => void;
}

function RemovePerson({ member, onDone }: AboutMember) {
	const { email } = member;
	const remove = useApiMutation(removePersonDocument);
	const { askAgain } = useSessionChange();
	const act = async () => {
		await remove.mutateAsync({ email });
		if (member.isYou) await askAgain();
		else notifyDone(`${email} removed.`);
	};
	return (
		<ConfirmDialog
			opened
			onClose={onDone}
			short="Remove"
			label={member.isYou ? "Remove yourself" : `Remove ${email}`}
			onConfirm={act}
		>
			{member.isYou ? "You lose" : `${email} loses`} access to this organisation
			immediately: open pages close, tokens are revoked, and sessions end unless
			another organisation is left. Running commands finish. The audit log
			stays.
		</ConfirmDialog>
	);
}

function TransferOwnership({ member, onDone }: AboutMember) {
	const { email } = member;
	const transfer = useApiMutation(transferOwnershipDocument);
	const { askAgain } = useSessionChange();
	const act = async () => {
		await transfer.mutateAsync({ person: member.id });
		await askAgain();
		notifyDone(`${email} is now the owner.`);
	};
	return (
		<ConfirmDialog
			opened
			onClose={onDone}
			label="Transfer ownership"
			typed={email}
			onConfirm={act}
		>
			<strong>{email}</strong> becomes the owner. The owner cannot be removed
			and is the only one who can transfer ownership. You stay a member and
			cannot undo this.
		</ConfirmDialog>
	);
}
