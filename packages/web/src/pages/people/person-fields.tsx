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
				description="Shown to other people. Leave empty to show the email."
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
				description="Press Enter or comma after each group. Groups give access to channels and, where the configuration maps them, rights in clusters."
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
