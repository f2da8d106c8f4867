import { Button, Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type NotedHead, readNotedHead } from "./noted-head.ts";

/** Takes a head that was noted earlier, and has the chain verified against it. */
export function SinceHead(props: {
	readonly busy: boolean;
	readonly onVerify: (head: NotedHead | undefined) => void;
}) {
	const [text, setText] = useState("");
	const [wrong, setWrong] = useState(false);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const head = readNotedHead(text);
		const isWrong = head === undefined && text.trim() !== "";
		setWrong(isWrong);
		if (!isWrong && !props.busy) props.onVerify(head);
	};
	return (
		<form onSubmit={submit} style={{ width: "100%" }}>
			<Stack gap="xs" align="flex-start">
				<Textarea
					w="100%"
					label="Head noted earlier"
					description="Optional. Paste a head that you copied here, SEQ:HASH, or the output of qd audit verify -o json."
					value={text}
					maxLength={20_000}
					autosize
					minRows={1}
					maxRows={4}
					spellCheck={false}
					error={
						wrong &&
						"This is not an audit head. Paste SEQ:HASH, or JSON with seq and hash."
					}
					onChange={(event) => {
						setText(event.currentTarget.value);
						setWrong(false);
					}}
				/>
				<Button type="submit" variant="default" size="xs" loading={props.busy}>
					Verify again
				</Button>
			</Stack>
		</form>
	);
}
