import { createHash } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import { networkOf } from "./network-of.ts";
import type { PasswordAttempts } from "./password-store.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/** What an attempt is counted under. */
export interface AttemptKeys {
	readonly email: string;
	readonly address: string | undefined;
}

/**
 * Counts an attempt against its address and its email before it is tried.
 * @returns until when one of the two is locked; `isLocking` when this attempt is the one that locked the email.
 */
export async function countAttempt(
	deps: SignInDeps,
	{ email, address }: AttemptKeys,
): Promise<{
	readonly lockedUntil: Date | undefined;
	readonly isLocking: boolean;
}> {
	const { passwordFailures, addressFailures } = deps.settings;
	const at = deps.clock.now();
	const seconds = deps.settings.passwordWindowSeconds;
	if (address) {
		const known = await deps.passwordStore.countAttempt(
			digest("address", networkOf(address)),
			{ at, seconds, limit: addressFailures, doubles: false },
		);
		if (known.lockedUntil)
			return { lockedUntil: known.lockedUntil, isLocking: false };
	}
	const known = await deps.passwordStore.countAttempt(digest("email", email), {
		at,
		seconds,
		limit: passwordFailures,
		doubles: true,
	});
	return {
		lockedUntil: known.lockedUntil,
		isLocking: isFirstLocked(known, passwordFailures),
	};
}

/**
 * The attempt was no failure: the address has one less, and the email too. It begins anew where the account has no other password:
 * whoever knows one of several may not guess the others for ever.
 */
export async function forgiveAttempt(
	deps: SignInDeps,
	{ email, address }: AttemptKeys,
	{ isOnly }: { readonly isOnly: boolean },
): Promise<void> {
	await deps.passwordStore.forgiveAttempts(
		digest("email", email),
		isOnly ? "all" : "one",
	);
	if (address)
		await deps.passwordStore.forgiveAttempts(
			digest("address", networkOf(address)),
			"one",
		);
}

/** The one answer to a wrong password, an unknown email and a locked one; only the time to wait differs. */
export function passwordRefused(
	deps: Pick<SignInDeps, "clock">,
	lockedUntil?: Date,
): AppError {
	if (!lockedUntil)
		return new AppError("PASSWORD_REFUSED", {
			hint: "Check both and try again.",
		});
	const ms = lockedUntil.getTime() - deps.clock.now().getTime();
	return new AppError("PASSWORD_REFUSED", {
		hint: `There were too many attempts. Try again in ${Math.max(1, Math.ceil(ms / 60_000))} min.`,
	});
}

/** The store counts the attempt that locks as one over the limit, and later ones as two. */
function isFirstLocked(known: PasswordAttempts, limit: number): boolean {
	return known.lockedUntil !== undefined && known.failures === limit + 1;
}

function digest(kind: "email" | "address", text: string): string {
	return createHash("sha256").update(`${kind} ${text}`).digest("hex");
}
