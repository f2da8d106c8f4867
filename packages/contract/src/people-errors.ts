/** What can be wrong with people, accounts and how they sign in. Part of the one table of errors. */
export const peopleErrors = {
	NOT_SIGNED_IN: {
		kind: "unauthenticated",
		message: "You are not signed in. Run: qd login",
	},
	SIGN_IN_REFUSED: {
		kind: "unauthenticated",
		message:
			"The sign-in link was already used or has expired. Ask for a new one.",
	},
	NOT_ALLOWED: {
		kind: "forbidden",
		message: "{person} may not {action}. {hint}",
	},
	ORGANISATION_UNKNOWN: {
		kind: "not-found",
		message:
			"You do not belong to organisation {organisation}. Choose one of yours, ask a member to invite you, or sign in with your provider.",
	},
	ORGANISATION_NONE: {
		kind: "forbidden",
		message:
			"You do not belong to an organisation yet. Ask a member of one to invite you, or create one.",
	},
	ORGANISATIONS_TOO_MANY: {
		kind: "exceeds-limit",
		message:
			"An account can belong to at most {limit} organisations. Ask to be removed from one first.",
	},
	TOKENS_TOO_MANY: {
		kind: "exceeds-limit",
		message: "The limit of {limit} tokens is reached. Revoke one first.",
	},
	EMAIL_UNVERIFIED: {
		kind: "forbidden",
		message:
			"{issuer} does not confirm that {email} is verified. Verify the address there and sign in again. If the provider never confirms addresses, ask the operator of this server about trustEmail (QD_OIDC_TRUST_EMAIL).",
	},
	EMAIL_HELD: {
		kind: "conflict",
		message:
			"{email} belongs to another account of {issuer}. Sign in with that account, or contact your operator.",
	},
	PASSWORD_REFUSED: {
		kind: "unauthenticated",
		message: "You cannot sign in with this email and password. {hint}",
	},
	PASSWORD_UNFIT: {
		kind: "invalid",
		message: "The password cannot be used: {reason}. Choose another one.",
	},
	PASSWORD_BUSY: {
		kind: "exceeds-limit",
		message:
			"Too many people are signing in with a password. Try again in {seconds} s.",
	},
	INVITATION_REFUSED: {
		kind: "unauthenticated",
		message:
			"The invitation was already used, was withdrawn or has expired. Ask for a new one.",
	},
	INVITATION_FOR_ANOTHER: {
		kind: "forbidden",
		message:
			"The invitation is for {email}, but you are signed in as {account}. Sign in as {email} and open it again.",
	},
	INVITATION_NOT_FOUND: {
		kind: "not-found",
		message: "This organisation has no open invitation {invitation}.",
	},
	INVITATION_WAITS: {
		kind: "forbidden",
		message:
			"The invitation by {inviter} is not approved yet. Ask {inviter} to have another member approve it, then open it again.",
	},
	INVITATION_APPROVED: {
		kind: "conflict",
		message:
			"The invitation for {email} is already approved. Nothing is left to do: its link works.",
	},
	MEMBER_REVIEW_REQUIRED: {
		kind: "forbidden",
		message:
			"{email} was not added, because new members need the approval of a second member here (settings.review). Invite them instead, with: qd person invite {email}",
	},
	APPROVER_NOT_INDEPENDENT: {
		kind: "forbidden",
		message:
			"You cannot approve {what}: {reason}. Ask a member who joined before that and came in by another line of invitations.",
	},
	PERSON_EXISTS: {
		kind: "conflict",
		message: "{email} already belongs to this organisation.",
	},
	PERSON_NOT_FOUND: {
		kind: "not-found",
		message: "{person} does not belong to this organisation.",
	},
} as const;
