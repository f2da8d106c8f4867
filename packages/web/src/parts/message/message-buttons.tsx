import { Button, Code, Text, Tooltip } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { plainOutput } from "../plain-output.ts";
import classes from "./message.module.css";
import { useMessage } from "./message-scope.ts";
import type { ButtonPlan } from "./plan-message.ts";

/** Buttons of a section: those with words before them stand in lines of their own. */
export function MessageButtons(props: {
	readonly buttons: readonly ButtonPlan[];
}) {
	const noted = props.buttons.filter(({ note }) => note !== "");
	const plain = props.buttons.filter(({ note }) => note === "");
	return (
		<>
			{noted.map((button, place) => (
				<div key={place} className={classes.notedButton}>
					<Note button={button} />
					<OneButton button={button} />
				</div>
			))}
			{plain.length > 0 && (
				<div className={classes.row}>
					{plain.map((button, place) => (
						<OneButton key={place} button={button} />
					))}
				</div>
			)}
		</>
	);
}

function Note({
	button: { note, noteStyle },
}: {
	readonly button: ButtonPlan;
}) {
	if (noteStyle === "code") return <Code className={classes.text}>{note}</Code>;
	return (
		<Text
			size="sm"
			className={classes.text}
			fw={noteStyle === "bold" ? 600 : 400}
			fs={noteStyle === "italic" ? "italic" : "normal"}
		>
			{note}
		</Text>
	);
}

const looks = {
	default: { variant: "default" },
	primary: { variant: "filled" },
	danger: { variant: "light", color: "red" },
} as const;

/** What the button does stands in its tip: a plugin may write anything on it. */
function OneButton({ button }: { readonly button: ButtonPlan }) {
	const { sendCommand, sending } = useMessage();
	const { does, label } = button;
	const look = { size: "xs", className: classes.button, ...looks[button.look] };
	if (does.kind === "nothing")
		return (
			<Tooltip label="This button has no valid link">
				<Button {...look} data-disabled aria-disabled>
					{label}
				</Button>
			</Tooltip>
		);
	if (does.kind === "open")
		return (
			<Tooltip label={`Opens ${does.host} in a new tab`}>
				<Button
					{...look}
					component="a"
					href={does.url}
					target="_blank"
					rel="noopener noreferrer"
					rightSection={<IconExternalLink size={14} aria-hidden />}
				>
					{label}
				</Button>
			</Tooltip>
		);
	return (
		<Tooltip label={`Runs: ${plainOutput(does.command)}`} multiline maw={360}>
			<Button
				{...look}
				loading={sending === does.command}
				onClick={() => void sendCommand(does.command)}
			>
				{label}
			</Button>
		</Tooltip>
	);
}
