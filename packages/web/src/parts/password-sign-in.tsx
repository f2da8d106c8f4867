import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { type Session, signInByPassword } from "../data/session.ts";
import { ProblemNote } from "./problem-note.tsx";

/** Email and password; what is wrong with them stands below them. */
export function PasswordSignIn(props: {
	readonly onSignedIn: (session: Session) => void;
}) {
	const [email, setEmail] = useState("");
	const [password, setPassword] = useState("");
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>();
	const send = async (event: FormEvent) => {
		event.preventDefault();
		if (busy) return;
		setBusy(true);
		setError(undefined);
		try {
			props.onSignedIn(await signInByPassword(email.trim(), password));
		} catch (failure) {
			setError(failure);
			setPassword("");
		} finally {
			setBusy(false);
		}
	};
	return (
		<form onSubmit={(event) => void send(event)}>
			<Stack gap="sm">
				<TextInput
					label="Email"
					type="email"
					name="email"
					autoComplete="username"
					required
					withAsterisk={false}
					value={email}
					onChange={(event) => setEmail(event.currentTarget.value)}
				/>
				<PasswordInput
					label="Password"
					name="password"
					autoComplete="current-password"
					required
					withAsterisk={false}
					value={password}
					onChange={(event) => setPassword(event.currentTarget.value)}
				/>
				{error !== undefined && <ProblemNote error={error} />}
				<Button type="submit" variant="default" loading={busy} fullWidth>
					Sign in with password
				</Button>
			</Stack>
		</form>
	);
}
