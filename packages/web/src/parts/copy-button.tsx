import { ActionIcon, CopyButton as MantineCopy, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** Puts a text on the clipboard and says so. */
export function CopyButton(props: {
	readonly text: string;
	/** What is copied, for the button's name: `Copy the token`. */
	readonly what: string;
}) {
	return (
		<MantineCopy value={props.text}>
			{({ copied, copy }) => (
				<Tooltip label={copied ? "Copied" : `Copy ${props.what}`}>
					<ActionIcon
						variant="subtle"
						color={copied ? "green" : "gray"}
						aria-label={copied ? "Copied" : `Copy ${props.what}`}
						onClick={copy}
					>
						{copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
					</ActionIcon>
				</Tooltip>
			)}
		</MantineCopy>
	);
}
