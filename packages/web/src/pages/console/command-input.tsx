import { Button, TextInput } from "@mantine/core";
import { useId, useRef } from "react";
import { CommandExtras } from "./command-extras.tsx";
import { CompletionList } from "./completion-list.tsx";
import classes from "./console.module.css";
import { EntryFailure } from "./entry-failure.tsx";
import { useCommandInput } from "./use-command-input.ts";

/** Where one says something: one line, with completion, history and what was wrong with it. */
export function CommandInput(props: {
	readonly thread: string | undefined;
	/** Its name: `Command`, `Reply`. */
	readonly label: string;
}) {
	const input = useRef<HTMLInputElement>(null);
	const list = useId();
	const hint = useId();
	const state = useCommandInput(input, props.thread);
	const { completion, failure } = state;
	return (
		<form
			className={classes.inputArea}
			onSubmit={(event) => {
				event.preventDefault();
				void state.run();
			}}
		>
			{completion.isOpen && (
				<CompletionList
					id={list}
					items={completion.items}
					active={completion.active}
					written={completion.written}
					onTake={completion.take}
				/>
			)}
			<CommandExtras attaching={state.attaching} targets={state.targets} />
			<div className={classes.inputLine}>
				<TextInput
					ref={input}
					className={classes.input}
					classNames={{ input: classes.inputText }}
					aria-label={props.label}
					aria-describedby={hint}
					placeholder={
						props.thread ? "Run a command in this thread" : "Type a command"
					}
					value={state.text}
					readOnly={state.isSending}
					role="combobox"
					aria-autocomplete="list"
					aria-expanded={completion.isOpen}
					aria-controls={completion.isOpen ? list : undefined}
					aria-activedescendant={
						completion.isOpen && completion.active >= 0
							? `${list}-${completion.active}`
							: undefined
					}
					aria-invalid={failure !== undefined}
					autoComplete="off"
					autoCapitalize="off"
					autoCorrect="off"
					spellCheck={false}
					maxLength={16_000}
					onChange={state.onChange}
					onKeyDown={state.onKeyDown}
					onPaste={state.onPaste}
					onBlur={completion.close}
				/>
				<Button type="submit" loading={state.isSending} px="md">
					Run
				</Button>
			</div>
			<div id={hint} className={classes.hint}>
				Enter to run · Tab to complete · ↑ ↓ for history · paste several lines
				to give them as input
			</div>
			{failure && (
				<div className={classes.failure}>
					<EntryFailure failure={failure} />
				</div>
			)}
		</form>
	);
}
