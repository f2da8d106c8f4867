import { Badge } from "@mantine/core";
import {
	type Icon,
	IconAlertTriangle,
	IconCheck,
	IconInfoCircle,
	IconX,
} from "@tabler/icons-react";
import type { NoticeLevel } from "./levels.ts";

const looks: Readonly<Record<NoticeLevel, readonly [string, Icon]>> = {
	ERROR: ["red", IconX],
	WARNING: ["yellow", IconAlertTriangle],
	INFO: ["blue", IconInfoCircle],
	SUCCESS: ["green", IconCheck],
};

/** How much a notice matters: a word, a sign and a colour. */
export function NoticeLevelBadge({ level }: { readonly level: NoticeLevel }) {
	const [color, Sign] = looks[level];
	return (
		<Badge
			color={color}
			variant="light"
			tt="none"
			style={{ flex: "none" }}
			leftSection={<Sign size={12} aria-hidden />}
		>
			{level.toLowerCase()}
		</Badge>
	);
}
