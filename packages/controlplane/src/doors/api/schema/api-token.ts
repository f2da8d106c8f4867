import { type ApiTokenId, AppError, isId } from "@quarterdeck/contract";
import type {
	ApiTokenView,
	NewApiToken,
	SignedIn,
} from "../../../rooms/sign-in/index.ts";
import { type ApiContext, requireAllowed } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { connectionOf } from "./page-info.ts";
import { tokenScopeRef } from "./token-scope.ts";

const apiTokenRef = builder.objectRef<ApiTokenView>("ApiToken").implement({
	description: "Acts as a person, within its scopes.",
	fields: (t) => ({
		id: t.exposeID("id"),
		label: t.exposeString("label"),
		scopes: t.field({
			type: [tokenScopeRef],
			resolve: ({ scopes }) => [...scopes],
		}),
		createdAt: t.expose("createdAt", { type: "DateTime" }),
		expiresAt: t.field({
			type: "DateTime",
			nullable: true,
			resolve: ({ expiresAt }) => expiresAt ?? null,
		}),
		lastUsedAt: t.field({
			type: "DateTime",
			nullable: true,
			description: "Accurate to about a minute.",
			resolve: ({ lastUsedAt }) => lastUsedAt ?? null,
		}),
		isThisOne: t.boolean({
			description: "Whether this request uses it.",
			resolve: ({ id }, _args, { signedIn }) => isProof(signedIn, id),
		}),
	}),
});

const newApiTokenRef = builder.objectRef<NewApiToken>("NewApiToken").implement({
	fields: (t) => ({
		apiToken: t.expose("apiToken", { type: apiTokenRef }),
		token: t.exposeString("token", {
			description: "Send it as `Authorization: Bearer …`. It is shown once.",
		}),
	}),
});

const apiTokensRef = connectionType("ApiToken", apiTokenRef);

builder.queryField("apiTokens", (t) =>
	t.field({
		type: apiTokensRef,
		description: "Your own API tokens that are still valid.",
		args: {
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation, person } = await requireAllowed(
				context,
				"token.manage",
			);
			const page = await context.deps.signIn.listApiTokens(
				organisation.id,
				person.id,
				pageRequest(args),
			);
			return connectionOf(page, ({ id }) => id);
		},
	}),
);

builder.mutationField("createApiToken", (t) =>
	t.field({
		type: newApiTokenRef,
		description:
			"Creates a token that acts as you. This needs a browser session: a token cannot create another one.",
		args: {
			label: t.arg.string({ required: true }),
			scopes: t.arg({ type: [tokenScopeRef], required: true }),
			expiresInDays: t.arg.int(),
		},
		async resolve(_root, { label, scopes, expiresInDays }, context) {
			const signedIn = await requireAllowed(context, "token.manage");
			return context.deps.signIn.createApiToken(signedIn, {
				label,
				scopes,
				expiresInDays: expiresInDays ?? undefined,
			});
		},
	}),
);

builder.mutationField("endApiToken", (t) =>
	t.field({
		type: apiTokenRef,
		description: "Revokes one of your own API tokens.",
		args: { id: t.arg.id({ required: true }) },
		resolve: (_root, { id }, context) => endApiToken(id, context),
	}),
);

async function endApiToken(
	id: string,
	context: ApiContext,
): Promise<ApiTokenView> {
	const signedIn = await requireAllowed(context, "token.manage");
	const { organisation, person } = signedIn;
	const found = isId("apiToken", id)
		? await findOwn(context, signedIn, id)
		: undefined;
	const isEnded =
		found &&
		(await context.deps.signIn.endApiToken(
			organisation.id,
			person.id,
			found.id,
		));
	if (isEnded) return found;
	throw new AppError("TOKEN_NOT_FOUND", { token: id.slice(0, 64) });
}

/** Looked up before it ends, for what has ended is not shown. */
async function findOwn(
	{ deps }: ApiContext,
	{ organisation, person }: SignedIn,
	id: ApiTokenId,
): Promise<ApiTokenView | undefined> {
	for (let after: string | undefined; ; ) {
		const page = await deps.signIn.listApiTokens(organisation.id, person.id, {
			first: 500,
			...(after === undefined ? {} : { after }),
		});
		const found = page.items.find((token) => token.id === id);
		after = page.nextCursor;
		if (found || after === undefined) return found;
	}
}

function isProof(signedIn: SignedIn | undefined, id: ApiTokenId): boolean {
	return signedIn?.proof.kind === "token" && signedIn.proof.tokenId === id;
}
