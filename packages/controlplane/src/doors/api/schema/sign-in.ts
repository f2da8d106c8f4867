import type { Membership } from "../../../rooms/people/index.ts";
import { requireAllowed } from "../api-context.ts";
import { reportSignIn } from "../sign-in/report-sign-in.ts";
import { signInUrl } from "../sign-in-url.ts";
import { builder } from "./builder.ts";
import { personRef } from "./person.ts";

interface SessionView {
	readonly token: string;
	readonly person: Membership;
}

interface SignInLinkView {
	readonly url: string;
	readonly expiresAt: Date;
	readonly person: Membership;
}

const sessionRef = builder.objectRef<SessionView>("Session").implement({
	fields: (t) => ({
		token: t.exposeString("token", {
			description: "Send it as `Authorization: Bearer …`. It is shown once.",
		}),
		person: t.expose("person", { type: personRef }),
	}),
});

const signInLinkRef = builder
	.objectRef<SignInLinkView>("SignInLink")
	.implement({
		fields: (t) => ({
			url: t.exposeString("url", {
				description: "Works once. Give it only to that person.",
			}),
			expiresAt: t.expose("expiresAt", { type: "DateTime" }),
			person: t.expose("person", { type: personRef }),
		}),
	});

builder.mutationField("signIn", (t) =>
	t.field({
		type: sessionRef,
		description: "Exchanges the code of a one-time link for a session.",
		args: { code: t.arg.string({ required: true }) },
		async resolve(_root, { code }, { deps }) {
			const signedIn = await deps.signIn
				.signInForToken(code)
				.catch((thrown: unknown) => {
					throw reportSignIn(deps.reportError, thrown);
				});
			return { token: signedIn.token, person: signedIn };
		},
	}),
);

builder.mutationField("addPerson", (t) =>
	t.field({
		type: signInLinkRef,
		description:
			"Adds a person to your organisation and creates the link for their first sign-in. While changes to rights are reviewed, people are invited instead.",
		args: {
			email: t.arg.string({ required: true }),
			displayName: t.arg.string(),
			groups: t.arg.stringList(),
		},
		async resolve(_root, args, context) {
			const signedIn = await requireAllowed(context, "person.add");
			const { organisation, proof } = signedIn;
			const by = { ...signedIn.actor, proof };
			const { people, signIn, publicUrl } = context.deps;
			const person = await people.addPerson(by, organisation.id, {
				email: args.email,
				displayName: args.displayName ?? undefined,
				groups: args.groups ?? undefined,
			});
			const link = await signIn.makeSignInLink(organisation.id, person.id, {
				by,
			});
			return {
				url: signInUrl(publicUrl, link.code),
				expiresAt: link.expiresAt,
				person: { person, organisation },
			};
		},
	}),
);
