import {
	IconBell,
	IconGauge,
	IconHistory,
	IconMessage2,
	IconPlug,
	IconServer2,
	IconSettings,
	IconUsers,
} from "@tabler/icons-react";

/** The pages of an organisation, as the menu and the command palette list them; `letter` leads there after `g`. */
export const navigationEntries = [
	{
		to: "/o/$organisation/overview",
		label: "Overview",
		letter: "o",
		Icon: IconGauge,
	},
	{
		to: "/o/$organisation/console",
		label: "Console",
		letter: "c",
		Icon: IconMessage2,
	},
	{
		to: "/o/$organisation/clusters",
		label: "Clusters",
		letter: "k",
		Icon: IconServer2,
	},
	{
		to: "/o/$organisation/events",
		label: "Events",
		letter: "e",
		Icon: IconBell,
	},
	{
		to: "/o/$organisation/plugins",
		label: "Plugins",
		letter: "l",
		Icon: IconPlug,
	},
	{
		to: "/o/$organisation/configuration",
		label: "Configuration",
		letter: "f",
		Icon: IconSettings,
	},
	{
		to: "/o/$organisation/audit",
		label: "Audit",
		letter: "a",
		Icon: IconHistory,
	},
	{
		to: "/o/$organisation/people",
		label: "People",
		letter: "p",
		Icon: IconUsers,
	},
] as const;
