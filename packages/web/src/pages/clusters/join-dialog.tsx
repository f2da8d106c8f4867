import { Modal } from "@mantine/core";
import type { JoinToken } from "./documents.ts";
import { JoinSteps } from "./join-steps.tsx";

/** The steps by which an agent of a cluster that is there already joins, while there is a token to show. */
export function JoinDialog(props: {
	readonly title: string;
	readonly join: JoinToken | undefined;
	readonly onClose: () => void;
}) {
	const { title, join, onClose } = props;
	return (
		<Modal
			opened={join !== undefined}
			onClose={onClose}
			title={title}
			size="lg"
			closeOnClickOutside={false}
		>
			{join && <JoinSteps join={join} isNew={false} onClose={onClose} />}
		</Modal>
	);
}
