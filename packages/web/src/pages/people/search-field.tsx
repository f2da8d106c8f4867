import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";

const from = "/o/$organisation/people";

/** What is searched for, as the address says. */
function useSearched(): string {
	return useSearch({ from }).search ?? "";
}

/** Searches while one types; the words stand in the address. */
export function SearchField(props: {
	readonly label: string;
	readonly placeholder: string;
}) {
	const searched = useSearched();
	const [words, setWords] = useState(searched);
	const navigate = useNavigate({ from });
	const put = (text: string) =>
		void navigate({
			to: ".",
			search: (before) => ({ ...before, search: text || undefined }),
			replace: true,
		});
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
