import {
	ActionIcon,
	Button,
	Kbd,
	Text,
	Tooltip,
	VisuallyHidden,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight, useSpotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { Session } from "../data/session.ts";
import { filterPalette, type PaletteGroup } from "./palette-actions.ts";
import { usePaletteGroups } from "./use-palette-groups.ts";

const isMac = /Mac|iP(hone|ad|od)/.test(navigator.userAgent);

const [store, palette] = createSpotlight();

/** Opens the command palette. */
export function openPalette(): void {
	palette.open();
}

/** Everything that can be gone to or done from anywhere, by typing: Ctrl+K, or ⌘K. */
export function CommandPalette(props: { readonly session: Session }) {
	const [query, setQuery] = useState("");
	const [search] = useDebouncedValue(query.trim(), 150);
	const groups = filterPalette(
		usePaletteGroups(props.session, query.trim() === "" ? "" : search),
		query.trim(),
	);
	return (
		<Spotlight.Root
			store={store}
			query={query}
			onQueryChange={setQuery}
			tagsToIgnore={[]}
			triggerOnContentEditable
			scrollable
			maxHeight={420}
			overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
			transitionProps={{ duration: 0 }}
			attributes={{ content: { "aria-label": "Search" } }}
		>
			<Spotlight.Search
				placeholder="Search pages, clusters and actions"
				aria-label="Search pages, clusters and actions"
				leftSection={<IconSearch size={18} stroke={1.6} aria-hidden />}
				size="md"
			/>
			<Spotlight.ActionsList>
				{groups.map(({ name, actions }) => (
					<Spotlight.ActionsGroup key={name} label={name}>
						{actions.map(({ id, label, note, Icon, act }) => (
							<Spotlight.Action
								key={id}
								label={label}
								onClick={act}
								leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
								rightSection={
									note && (
										<Text size="xs" c="dimmed">
											{note}
										</Text>
									)
								}
							/>
						))}
					</Spotlight.ActionsGroup>
				))}
				{groups.length === 0 && <Spotlight.Empty>No results.</Spotlight.Empty>}
			</Spotlight.ActionsList>
			<Chosen groups={groups} />
		</Spotlight.Root>
	);
}

/** The choice moves without the focus: screen readers hear it from here. */
function Chosen(props: { readonly groups: readonly PaletteGroup[] }) {
	const { selected } = useSpotlight(store);
	const all = props.groups.flatMap(({ actions }) => actions);
	return (
		<VisuallyHidden role="status">
			{all[selected]?.label ?? `${all.length} found`}
		</VisuallyHidden>
	);
}

/** Opens the command palette, and tells its keys. */
export function PaletteButton() {
	const keys = isMac ? "⌘ K" : "Ctrl K";
	const shortcuts = "Control+K Meta+K";
	return (
		<>
			<Button
				visibleFrom="sm"
				variant="default"
				size="compact-sm"
				c="dimmed"
				fw={400}
				leftSection={<IconSearch size={14} aria-hidden />}
				rightSection={<Kbd size="xs">{keys}</Kbd>}
				onClick={palette.open}
				aria-keyshortcuts={shortcuts}
			>
				Search
			</Button>
			<Tooltip label="Search">
				<ActionIcon
					hiddenFrom="sm"
					variant="default"
					size={34}
					onClick={palette.open}
					aria-label="Search"
					aria-keyshortcuts={shortcuts}
				>
					<IconSearch size={18} aria-hidden />
				</ActionIcon>
			</Tooltip>
		</>
	);
}
