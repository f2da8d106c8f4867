import { Button } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useState } from "react";
import { signOutHere } from "../data/sign-out-here.ts";
import { notifyProblem } from "./notify.ts";

/** Signs out. */
export function SignOutButton() {
	const [busy, setBusy] = useState(false);
	const act = () => {
		setBusy(true);
		signOutHere().catch((error: unknown) => {
			setBusy(false);
			notifyProblem("Could not sign you out", error);
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
