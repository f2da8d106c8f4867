import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Session } from "../../data/session.ts";
import { useApiMutation } from "../../data/use-api.ts";
import { useSessionChange } from "../../data/use-session.ts";
import { notifyDone } from "../../parts/notify.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { setPasswordDocument } from "./documents.ts";
import { Section } from "./section.tsx";

/** Sets or changes the password, where passwords are taken. */
export function OwnPassword(props: {
	readonly account: NonNullable<Session["account"]>;
}) {
	const { email, hasPassword, mustSayPassword } = props.account;
	const [current, setCurrent] = useState("");
	const [password, setPassword] = useState("");
	const change = useApiMutation(setPasswordDocument);
	const { askAgain } = useSessionChange();
	const save = async (event: FormEvent) => {
		event.preventDefault();
		if (change.isPending) return;
		const saved = await change
			.mutateAsync({ current: mustSayPassword ? current : null, password })
			.catch(() => undefined);
		if (!saved) return;
		setCurrent("");
		setPassword("");
		notifyDone(hasPassword ? "Password changed." : "Password set.");
		await askAgain();
	};
	return (
		<Section
			title="Password"
			note={
				hasPassword
					? "You can sign in with your email and a password."
					: "You have no password. Set one to sign in without a link or a provider."
			}
		>
			<form onSubmit={(event) => void save(event)}>
				<Stack maw={360} gap="sm">
					<TextInput
						type="email"
						name="email"
						autoComplete="username"
						value={email}
						readOnly
						hidden
						aria-hidden
						tabIndex={-1}
						display="none"
					/>
					{mustSayPassword && (
						<PasswordInput
							label="Current password"
							autoComplete="current-password"
							required
							withAsterisk={false}
							value={current}
							onChange={(event) => setCurrent(event.currentTarget.value)}
							maxLength={1024}
						/>
					)}
					<PasswordInput
						label="New password"
						description="At least 12 characters. A few unrelated words make a good password."
						autoComplete="new-password"
						required
						withAsterisk={false}
						value={password}
						onChange={(event) => setPassword(event.currentTarget.value)}
						maxLength={1024}
					/>
					{change.error && <ProblemNote error={change.error} />}
					<Group>
						<Button
							type="submit"
							variant="default"
							loading={change.isPending}
							disabled={password === "" || (mustSayPassword && current === "")}
						>
							{hasPassword ? "Change password" : "Set password"}
						</Button>
					</Group>
				</Stack>
			</form>
		</Section>
	);
}
