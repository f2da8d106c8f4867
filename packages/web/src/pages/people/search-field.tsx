import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** What is searched for, as the address says: at most 200 characters. */
export function useSearched(): string {
	const search: Readonly<Record<string, unknown>> = useSearch({
		strict: false,
	});
	const { search: words } = search;
	if (typeof words !== "string" && typeof words !== "number") return "";
	return String(words).slice(0, 200);
}

/** Searches while one types; the words stand in the address. */
export function SearchField(props: {
	readonly label: string;
	readonly placeholder: string;
}) {
	const searched = useSearched();
	const [words, setWords] = useState(searched);
	const navigate = useNavigate();
	const put = (text: string) =>
		void navigate({
			to: ".",
			search: (before: object) => ({ ...before, search: text || undefined }),
			replace: true,
		} as never);
	const putSoon = useDebouncedCallback(put, 250);
	// Another address, by the browser's Back or a link, brings its own words.
	useEffect(() => setWords(searched), [searched]);
	const type = (text: string) => {
		setWords(text);
		putSoon(text.trim());
	};
	return (
		<TextInput
			type="search"
			aria-label={props.label}
			placeholder={props.placeholder}
			leftSection={<IconSearch size={16} stroke={1.6} aria-hidden />}
			rightSection={
				words !== "" && (
					<CloseButton
						size="sm"
						aria-label="Clear the search"
						onClick={() => type("")}
					/>
				)
			}
			value={words}
			maxLength={200}
			onChange={(event) => type(event.currentTarget.value)}
			maw={360}
		/>
	);
}
