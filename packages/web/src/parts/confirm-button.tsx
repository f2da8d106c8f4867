import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { ConfirmDialog } from "./confirm-dialog.tsx";

/** A button for what should not happen by accident: it asks first, and shows what went wrong where it asked. */
export function ConfirmButton(props: {
	/** The name of the button, the title of the question and the button that does it: `Remove prod-eu`. */
	readonly label: string;
	/** What stands on the buttons where the line and the title say the rest: `Remove`, the beginning of the label. */
	readonly short?: string | undefined;
	/** What will happen. */
	readonly children: ReactNode;
	/** What must be typed first, for what cannot be undone. */
	readonly typed?: string | undefined;
	readonly onConfirm: () => Promise<unknown>;
	readonly icon?: ReactNode;
	readonly disabled?: boolean;
	/** Whether it lets something happen, instead of ending or taking away. */
	readonly isGranting?: boolean;
}) {
	const [opened, { open, close }] = useDisclosure(false);
	const { icon, disabled = false, ...question } = props;
	return (
		<>
			<Button
				variant={question.isGranting ? "filled" : "default"}
				{...(disabled || question.isGranting
					? {}
					: { c: "var(--mantine-color-error)" })}
				size="xs"
				flex="none"
				aria-label={props.label}
				leftSection={icon}
				onClick={open}
				disabled={disabled}
			>
				{props.short ?? props.label}
			</Button>
			<ConfirmDialog {...question} opened={opened} onClose={close} />
		</>
	);
}
