import { Autocomplete } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

const pauseMs = 400;

/** A text to filter by: taken when its writer pauses, leaves it, or presses Enter. */
export function FilterText(props: {
	readonly label: string;
	readonly placeholder?: string;
	readonly value: string | undefined;
	readonly choices?: readonly string[];
	readonly onChange: (value: string | undefined) => void;
}) {
	const value = props.value ?? "";
	const [typed, setTyped] = useState(value);
	const [known, setKnown] = useState(value);
	// The address changed from elsewhere, as by a chip.
	if (known !== value) {
		setKnown(value);
		if (typed.trim() !== value) setTyped(value);
	}
	const latest = useRef(props.onChange);
	latest.current = props.onChange;
	const wanted = typed.trim();
	useEffect(() => {
		if (wanted === value) return;
		const timer = setTimeout(
			() => latest.current(wanted || undefined),
			pauseMs,
		);
		return () => clearTimeout(timer);
	}, [wanted, value]);
	return (
		<Autocomplete
			label={props.label}
			placeholder={props.placeholder ?? ""}
			size="xs"
			value={typed}
			data={[...(props.choices ?? [])]}
			limit={30}
			maxLength={400}
			onChange={setTyped}
			onBlur={() => wanted !== value && props.onChange(wanted || undefined)}
			comboboxProps={{ width: "max-content", position: "bottom-start" }}
		/>
	);
}
