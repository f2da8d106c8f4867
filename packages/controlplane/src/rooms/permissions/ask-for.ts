import {
	assertNever,
	type ClusterId,
	type ErrorId,
	type Platform,
} from "@quarterdeck/contract";
import type { TokenScope } from "../people/index.ts";

/** A way to be allowed what was refused. A door may offer it as a button; `askForText` says it in words. */
export type AskFor =
	| { readonly kind: "account-of-organisation" }
	| { readonly kind: "return-to-organisation" }
	| { readonly kind: "token-scope"; readonly scope: TokenScope }
	| { readonly kind: "named-channel" }
	| { readonly kind: "person" }
	| {
			readonly kind: "member-of-channel";
			readonly platform: Platform;
			readonly channel: string;
	  }
	| {
			readonly kind: "access-request";
			readonly clusterId: ClusterId;
			readonly clusterName: string;
			/** Undefined for all namespaces. */
			readonly namespaces: readonly string[] | undefined;
	  }
	| {
			readonly kind: "another-attempt";
			/** Where the operator finds what failed. */
			readonly ref: ErrorId | undefined;
	  };

/** The ways to be allowed, as sentences. */
export function askForText(ways: readonly AskFor[]): string {
	return ways.map(sentence).join(" ");
}

function sentence(way: AskFor): string {
	switch (way.kind) {
		case "account-of-organisation":
			return "Sign in with an account of the organisation.";
		case "return-to-organisation":
			return "Ask a member to add you again.";
		case "token-scope":
			return `Use a token with the scope ${way.scope}, or sign in.`;
		case "named-channel":
			return "Name the channel with --channel.";
		case "person":
			return "A person has to do it.";
		case "member-of-channel":
			return "Ask a member of the organisation to add you under members.";
		case "access-request":
			return `Request access to ${placeText(way)}.`;
		case "another-attempt":
			return way.ref
				? `Try again; if it keeps failing, give ${way.ref} to your operator.`
				: "Try again.";
		default:
			return assertNever(way);
	}
}

function placeText({
	clusterName,
	namespaces,
}: Extract<AskFor, { kind: "access-request" }>): string {
	if (!namespaces?.length) return `cluster ${clusterName}`;
	const word = namespaces.length === 1 ? "namespace" : "namespaces";
	return `${word} ${namespaces.join(", ")} in cluster ${clusterName}`;
}
