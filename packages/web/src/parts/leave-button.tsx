import { Button } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useState } from "react";
import { leave } from "../data/leave.ts";
import { sayProblem } from "./say-done.ts";

/** Signs out. */
export function LeaveButton() {
	const [busy, setBusy] = useState(false);
	const act = () => {
		setBusy(true);
		leave().catch((error: unknown) => {
			setBusy(false);
			sayProblem("Could not sign you out", error);
		});
	};
	return (
		<Button
			variant="default"
			leftSection={<IconLogout size={16} aria-hidden />}
			onClick={act}
			loading={busy}
		>
			Sign out
		</Button>
	);
}
