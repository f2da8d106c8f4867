import { Alert, Code, Group, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { CopyButton } from "./copy-button.tsx";

/** A secret that is shown this once. */
export function ShownOnce(props: {
	/** `the token` */
	readonly what: string;
	readonly secret: string;
}) {
	const note = useRef<HTMLDivElement>(null);
	// It takes the place of what made it: the focus would be nowhere.
	useEffect(() => note.current?.focus(), []);
	return (
		<Alert
			ref={note}
			tabIndex={-1}
			color="yellow"
			icon={<IconKey />}
			title={`Copy ${props.what} now`}
		>
			<Stack gap="xs">
				<Text size="sm">You cannot see it again later.</Text>
				<Group gap="xs" wrap="nowrap">
					<Code
						block
						style={{
							flex: 1,
							minWidth: 0,
							whiteSpace: "pre-wrap",
							overflowWrap: "anywhere",
						}}
					>
						{props.secret}
					</Code>
					<CopyButton text={props.secret} what={props.what} />
				</Group>
			</Stack>
		</Alert>
	);
}
