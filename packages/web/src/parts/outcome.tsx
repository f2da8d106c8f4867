import { Badge } from "@mantine/core";
import {
	type Icon,
	IconAntennaBarsOff,
	IconBan,
	IconCheck,
	IconHelp,
	IconHourglass,
	IconLoader,
	IconPlayerStop,
	IconPlugOff,
	IconX,
} from "@tabler/icons-react";
import { outcomeWords } from "./outcome-words.ts";

const looks: Readonly<Record<string, readonly [string, Icon]>> = {
	succeeded: ["green", IconCheck],
	failed: ["red", IconX],
	silent: ["gray", IconAntennaBarsOff],
	refused: ["yellow", IconBan],
	"not understood": ["sea", IconHelp],
	cancelled: ["gray", IconPlayerStop],
	lost: ["red", IconPlugOff],
	waiting: ["gray", IconHourglass],
	running: ["blue", IconLoader],
	opened: ["blue", IconLoader],
};

/** How something ended, or that it goes on: a word, a sign and a colour, the same everywhere. */
export function Outcome(props: { readonly outcome: string }) {
	const words = outcomeWords(props.outcome);
	const [color, Sign] = looks[words] ?? ["gray", undefined];
	return (
		<Badge
			color={color}
			variant="light"
			tt="none"
			style={{ flex: "none" }}
			leftSection={Sign && <Sign size={12} aria-hidden />}
		>
			{words}
		</Badge>
	);
}
