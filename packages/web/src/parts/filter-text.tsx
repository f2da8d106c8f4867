import { Autocomplete, TextInput } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";

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
	const onPause = useEffectEvent(props.onChange);
	const wanted = typed.trim();
	useEffect(() => {
		if (wanted === value) return;
		const timer = setTimeout(() => onPause(wanted || undefined), pauseMs);
		return () => clearTimeout(timer);
	}, [wanted, value]);
	const field = {
		label: props.label,
		placeholder: props.placeholder ?? "",
		size: "xs",
		value: typed,
		maxLength: 400,
		onBlur: () => wanted !== value && props.onChange(wanted || undefined),
	} as const;
	if (!props.choices)
		return (
			<TextInput
				{...field}
				onChange={(event) => setTyped(event.currentTarget.value)}
			/>
		);
	return (
		<Autocomplete
			{...field}
			data={[...props.choices]}
			limit={30}
			onChange={setTyped}
			comboboxProps={{ width: "max-content", position: "bottom-start" }}
		/>
	);
}
