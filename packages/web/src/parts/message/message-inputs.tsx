import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { inputCommand } from "./compose-command.ts";
import classes from "./message.module.css";
import { useMessage } from "./message-scope.ts";
import type { InputPlan } from "./plan-message.ts";

export function TextInputs(props: { readonly inputs: readonly InputPlan[] }) {
	return props.inputs.map((input, place) => (
		<OneInput key={place} input={input} />
	));
}

/** Long enough that a word is said once, not letter by letter. */
const pauseMs = 700;

function OneInput({ input }: { readonly input: InputPlan }) {
	const { sendCommand, fill, sending } = useMessage();
	const [text, setText] = useState("");
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => () => clearTimeout(timer.current), []);
	const dispatch = (written: string) => {
		clearTimeout(timer.current);
		if (written.trim() !== "")
			void sendCommand(inputCommand(input.command, written));
	};
	const change = (written: string) => {
		setText(written);
		const command = inputCommand(input.command, written);
		fill?.(input.command + input.label, written === "" ? "" : command);
		if (input.dispatch !== "typing") return;
		clearTimeout(timer.current);
		timer.current = setTimeout(() => dispatch(written), pauseMs);
	};
	return (
		<div className={classes.row}>
			<TextInput
				size="xs"
				className={classes.wide}
				label={input.label}
				placeholder={input.placeholder}
				value={text}
				autoComplete="off"
				maxLength={3000}
				onChange={(event) => change(event.currentTarget.value)}
				onKeyDown={(event) => {
					if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
					event.preventDefault();
					if (!fill) dispatch(text);
				}}
			/>
			{input.dispatch === "enter" && !fill && (
				<Button
					size="xs"
					variant="default"
					disabled={text.trim() === ""}
					loading={sending === inputCommand(input.command, text)}
					onClick={() => dispatch(text)}
				>
					Send
				</Button>
			)}
		</div>
	);
}
