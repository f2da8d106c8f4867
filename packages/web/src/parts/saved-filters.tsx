import {
	ActionIcon,
	Button,
	Group,
	Menu,
	Modal,
	Stack,
	Text,
	TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import {
	longestName,
	readSavedFilters,
	type SavedFilter,
	withFilter,
	writeSavedFilters,
} from "../data/saved-filters.ts";
import { useOrganisation, useSession } from "../data/use-session.ts";
import { notifyDone } from "./notify.ts";

interface SavedFiltersProps {
	/** Names the list in the browser's memory. */
	readonly list: string;
	/** The search parameters of the list as it is; without any there is nothing to save. */
	readonly search: object;
	readonly onChoose: (search: SavedFilter["search"]) => void;
}

/** The filters that somebody saved for a list, and the way to save those that are set. */
export function SavedFilters(props: SavedFiltersProps) {
	const place = {
		account: useSession().data?.account?.id ?? "",
		organisation: useOrganisation() ?? "",
		list: props.list,
	};
	const [filters, setFilters] = useState(() => readSavedFilters(place));
	const [naming, { open, close }] = useDisclosure(false);
	const put = (wanted: readonly SavedFilter[]) => {
		setFilters(wanted);
		return writeSavedFilters(place, wanted);
	};
	const words = wordsOf(props.search);
	const isSet = Object.keys(words).length > 0;
	return (
		<>
			<Menu position="bottom-end" width={280}>
				<Menu.Target>
					<Button
						variant="default"
						size="xs"
						leftSection={<IconBookmark size={14} aria-hidden />}
					>
						Saved filters
					</Button>
				</Menu.Target>
				<Menu.Dropdown mah="60vh" style={{ overflowY: "auto" }}>
					{filters.length === 0 && <Menu.Label>No saved filters</Menu.Label>}
					{filters.map((filter) => (
						<Group key={filter.name} gap={0} wrap="nowrap">
							<Menu.Item
								onClick={() => props.onChoose(filter.search)}
								style={{ overflowWrap: "anywhere" }}
							>
								{filter.name}
							</Menu.Item>
							<ActionIcon
								variant="subtle"
								color="gray"
								aria-label={`Delete the saved filter ${filter.name}`}
								onClick={() => put(filters.filter((one) => one !== filter))}
							>
								<IconTrash size={16} aria-hidden />
							</ActionIcon>
						</Group>
					))}
					<Menu.Divider />
					<Menu.Item disabled={!isSet} onClick={open}>
						Save current filters…
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<Modal opened={naming} onClose={close} title="Save filters" centered>
				<NameForm
					onName={(name) => {
						const kept = put(withFilter(filters, { name, search: words }));
						if (!kept) return false;
						notifyDone(`Filters saved as ${name} in this browser.`);
						close();
						return true;
					}}
				/>
			</Modal>
		</>
	);
}

/** What of an address is text. */
function wordsOf(search: object): SavedFilter["search"] {
	return Object.fromEntries(
		Object.entries(search).filter(
			(entry): entry is [string, string] =>
				typeof entry[1] === "string" && entry[1] !== "",
		),
	);
}

function NameForm(props: { readonly onName: (name: string) => boolean }) {
	const [name, setName] = useState("");
	const [isRefused, setRefused] = useState(false);
	const wanted = name.trim();
	const save = (event: FormEvent) => {
		event.preventDefault();
		if (wanted !== "") setRefused(!props.onName(wanted));
	};
	return (
		<form onSubmit={save}>
			<Stack>
				<TextInput
					label="Name"
					description="Saved in this browser, for you. A filter of the same name is replaced."
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
					maxLength={longestName}
					autoComplete="off"
					data-autofocus
				/>
				{isRefused && (
					<Text size="sm" c="var(--mantine-color-error)" role="alert">
						This browser does not keep data of this page, so the filters were
						not saved. Bookmark the address instead.
					</Text>
				)}
				<Group justify="flex-end">
					<Button type="submit" disabled={wanted === ""}>
						Save
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
