import { Text } from "@mantine/core";
import {
	type Icon,
	IconAt,
	IconFlag,
	IconHome,
	IconPlugConnected,
	IconServer2,
	IconTag,
	IconTerminal2,
} from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./console.module.css";
import type { Completion } from "./documents.ts";

const looks: Readonly<Record<Completion["kind"], readonly [Icon, string]>> = {
	EXECUTOR: [IconPlugConnected, "executor"],
	VERB: [IconTerminal2, "verb"],
	ALIAS: [IconAt, "alias"],
	CLUSTER: [IconServer2, "cluster"],
	LABEL: [IconTag, "label"],
	FLAG: [IconFlag, "flag"],
	BUILT_IN: [IconHome, "built in"],
};

/** What the word at the cursor may become. The focus stays in the input, which says which one is chosen. */
export function CompletionList(props: {
	readonly id: string;
	readonly items: readonly Completion[];
	readonly active: number;
	/** What they take the place of. */
	readonly written: string;
	readonly onTake: (place: number) => void;
}) {
	return (
		<div
			id={props.id}
			role="listbox"
			aria-label="Completions"
			className={classes.completions}
			tabIndex={-1}
		>
			{props.items.map((item, place) => (
				<Option
					key={place}
					id={`${props.id}-${place}`}
					item={item}
					isActive={place === props.active}
					isWritten={item.text.trim() === props.written.trim()}
					onTake={() => props.onTake(place)}
				/>
			))}
		</div>
	);
}

function Option(props: {
	readonly id: string;
	readonly item: Completion;
	readonly isActive: boolean;
	/** It stands there already. */
	readonly isWritten: boolean;
	readonly onTake: () => void;
}) {
	const { item, isActive, isWritten } = props;
	const [KindIcon, kind] = looks[item.kind] ?? [IconTerminal2, ""];
	const option = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (isActive) option.current?.scrollIntoView({ block: "nearest" });
	}, [isActive]);
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: the input takes the keys.
		<div
			ref={option}
			id={props.id}
			role="option"
			tabIndex={-1}
			aria-selected={isActive}
			className={classes.completion}
			// The input would lose the focus before the click comes.
			onMouseDown={(event) => event.preventDefault()}
			onClick={props.onTake}
		>
			<KindIcon size={15} aria-hidden />
			<span className={classes.completionText}>{plainOutput(item.text)}</span>
			<Text span size="xs" c="dimmed" className={classes.completionDetail}>
				{item.detail ? plainOutput(item.detail) : kind}
				{isWritten && " · complete; goes on to the next word"}
			</Text>
		</div>
	);
}
