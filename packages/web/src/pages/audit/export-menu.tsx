import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useOrganisation } from "../../data/use-session.ts";
import { type AuditFilter, exportUrl } from "./audit-filter.ts";

const formats = [
	{ format: "jsonl", label: "JSON Lines" },
	{ format: "csv", label: "CSV for spreadsheets" },
] as const;

/** Every record that matches the filter, as a file. */
export function ExportMenu(props: { readonly filter: AuditFilter }) {
	const organisation = useOrganisation() ?? "";
	const isFiltered = Object.keys(props.filter).length > 0;
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<Button
					variant="default"
					size="xs"
					leftSection={<IconDownload size={16} aria-hidden />}
				>
					Export
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>
					{isFiltered ? "All matching records" : "All records"}
				</Menu.Label>
				{formats.map(({ format, label }) => (
					<Menu.Item
						key={format}
						component="a"
						href={exportUrl(props.filter, { format, organisation })}
						download
					>
						{label}
					</Menu.Item>
				))}
			</Menu.Dropdown>
		</Menu>
	);
}
