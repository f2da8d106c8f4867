import { TagsInput, TextInput } from "@mantine/core";

/** What can be said of a person beside their email. */
export interface PersonWords {
	readonly displayName: string;
	readonly groups: readonly string[];
}

/** Name and groups. */
export function PersonFields(props: {
	readonly value: PersonWords;
	readonly onChange: (value: PersonWords) => void;
	readonly autoFocus?: boolean;
}) {
	const { value, onChange } = props;
	return (
		<>
			<TextInput
				label="Name"
				description="As others see it. Empty: the email."
				value={value.displayName}
				onChange={(event) =>
					onChange({ ...value, displayName: event.currentTarget.value })
				}
				maxLength={256}
				autoComplete="off"
				{...(props.autoFocus ? { "data-autofocus": true } : {})}
			/>
			<TagsInput
				label="Groups"
				description="Enter or comma ends one. They open channels and, where the configuration maps them, rights in clusters."
				value={[...value.groups]}
				onChange={(groups) => onChange({ ...value, groups })}
				acceptValueOnBlur
				maxTags={100}
				clearable
				clearButtonProps={{ "aria-label": "Clear all groups" }}
			/>
		</>
	);
}
