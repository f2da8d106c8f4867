import {
	IconGauge,
	IconHistory,
	IconMessage2,
	IconServer2,
	IconSettings,
	IconUsers,
} from "@tabler/icons-react";

/** The pages of an organisation, as the menu and the command palette list them. */
export const navigationEntries = [
	{ to: "/o/$organisation/overview", label: "Overview", Icon: IconGauge },
	{ to: "/o/$organisation/console", label: "Console", Icon: IconMessage2 },
	{ to: "/o/$organisation/clusters", label: "Clusters", Icon: IconServer2 },
	{
		to: "/o/$organisation/configuration",
		label: "Configuration",
		Icon: IconSettings,
	},
	{ to: "/o/$organisation/audit", label: "Audit", Icon: IconHistory },
	{ to: "/o/$organisation/people", label: "People", Icon: IconUsers },
] as const;
