import { Button, Group } from "@mantine/core";
import { useMessage } from "./message-scope.ts";

/** Says what the fields of a form hold, one command a field, in their order; stops at the first that is refused. */
export function FormFoot(props: {
	readonly filled: ReadonlyMap<string, string>;
	readonly onClear: () => void;
}) {
	const { sendCommand, sending } = useMessage();
	const commands = [...props.filled.values()].filter((text) => text !== "");
	const apply = async () => {
		for (const command of commands) if (!(await sendCommand(command))) return;
		props.onClear();
	};
	return (
		<Group gap="xs">
			<Button
				size="xs"
				disabled={commands.length === 0}
				loading={sending !== undefined}
				onClick={() => void apply()}
			>
				Apply
			</Button>
			<Button size="xs" variant="default" onClick={props.onClear}>
				Clear
			</Button>
		</Group>
	);
}
