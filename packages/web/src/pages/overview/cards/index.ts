import { ClustersByLabel } from "./clusters-by-label.tsx";
import { ClustersByState } from "./clusters-by-state.tsx";
import { EndingCredentials } from "./ending-credentials.tsx";
import { Failures } from "./failures.tsx";
import { LastChanges } from "./last-changes.tsx";
import { NoticeLevels } from "./notice-levels.tsx";
import { Slowest } from "./slowest.tsx";
import { Versions } from "./versions.tsx";

/** The cards of the overview, in their order: what needs somebody first. Each asks for what it shows; a new one is a line here. */
export const overviewCards = [
	{ id: "clusters-by-state", Card: ClustersByState },
	{ id: "failures", Card: Failures },
	{ id: "notice-levels", Card: NoticeLevels },
	{ id: "slowest", Card: Slowest },
	{ id: "clusters-by-label", Card: ClustersByLabel },
	{ id: "ending-credentials", Card: EndingCredentials },
	{ id: "versions", Card: Versions },
	{ id: "last-changes", Card: LastChanges },
] as const;
