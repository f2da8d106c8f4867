import { Button, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import type { LineList } from "./line-list.ts";

/** A clipboard takes so many characters without trouble; what is more is downloaded. */
const maxCopied = 10_000_000;

/** Copies the lines that are shown: all, or those that passed the filter. */
export function CopyRows(props: {
	readonly lines: LineList;
	readonly rows: readonly number[] | undefined;
	readonly count: number;
}) {
	const { lines, rows, count } = props;
	const [note, setNote] = useState("");
	const copy = async () => {
		const text = textOf(lines, rows, count);
		if (text === undefined)
			return setNote("Too large to copy. Download it instead");
		await navigator.clipboard.writeText(text);
		setNote("Copied");
		setTimeout(() => setNote(""), 2000);
	};
	return (
		<Tooltip label={rows ? "Copy the lines shown" : "Copy all lines"}>
			<Button
				size="xs"
				variant="default"
				leftSection={
					note === "Copied" ? (
						<IconCheck size={14} aria-hidden />
					) : (
						<IconCopy size={14} aria-hidden />
					)
				}
				onClick={() => void copy().catch(() => setNote("Copy failed"))}
			>
				{note || "Copy"}
			</Button>
		</Tooltip>
	);
}

/** Undefined when it is too much. */
function textOf(
	lines: LineList,
	rows: readonly number[] | undefined,
	count: number,
): string | undefined {
	const parts: string[] = [];
	let characters = 0;
	const last = rows?.length ?? count;
	for (let i = 0; i < last; i++) {
		const row = rows ? (rows[i] ?? 0) : i;
		// A row without a number goes on with the line before.
		const text = (lines.number(row) > 0 || rows ? "\n" : "") + lines.text(row);
		characters += text.length;
		if (characters > maxCopied) return undefined;
		parts.push(text);
	}
	return `${parts.join("").slice(1)}\n`;
}
