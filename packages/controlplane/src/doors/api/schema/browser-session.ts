import { AppError, isId } from "@quarterdeck/contract";
import type { Session } from "../../../rooms/sign-in/index.ts";
import { requireSession } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { connectionOf } from "./page-info.ts";

const sessionRef = builder.objectRef<Session>("BrowserSession").implement({
	description: "Your account in one browser.",
	fields: (t) => ({
		id: t.exposeID("id"),
		method: t.exposeString("method", {
			description: "link, provider or password",
		}),
		createdAt: t.expose("createdAt", { type: "DateTime" }),
		lastSeenAt: t.expose("lastSeenAt", {
			type: "DateTime",
			description: "Accurate to about a minute.",
		}),
		expiresAt: t.expose("expiresAt", { type: "DateTime" }),
		userAgent: t.string({
			nullable: true,
			resolve: ({ userAgent }) => userAgent || null,
		}),
		address: t.string({
			nullable: true,
			resolve: ({ address }) => address || null,
		}),
		isThisOne: t.boolean({
			resolve: ({ id }, _args, { session }) => session?.session.id === id,
		}),
	}),
});

const sessionsRef = connectionType("Session", sessionRef);

builder.queryField("sessions", (t) =>
	t.field({
		type: sessionsRef,
		description: "Your own API tokens that are still valid.",
		args: {
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const page = await context.deps.signIn.listSessions(
				requireSession(context),
				pageRequest(args),
			);
			return connectionOf(page, ({ id }) => id);
		},
	}),
);

builder.mutationField("endSession", (t) =>
	t.field({
		type: sessionRef,
		description: "Signs out one of your browsers.",
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			const session = requireSession(context);
			const ended = isId("session", id)
				? await context.deps.signIn.endSession(session, id)
				: undefined;
			if (ended) return ended;
			throw new AppError("SESSION_NOT_FOUND", { session: id.slice(0, 64) });
		},
	}),
);

builder.mutationField("endOtherSessions", (t) =>
	t.int({
		description: "Signs out all your other browsers and returns their number.",
		resolve(_root, _args, context) {
			const session = requireSession(context);
			return context.deps.signIn.endOtherSessions(session, session.session.id);
		},
	}),
);

builder.mutationField("setPassword", (t) =>
	t.boolean({
		description:
			"Sets your password, if passwords are enabled. Requires the current password if you have one.",
		args: {
			current: t.arg.string(),
			password: t.arg.string({ required: true }),
		},
		async resolve(_root, { current, password }, context) {
			const session = requireSession(context);
			if (!context.deps.passwordSignIn) throw new AppError("PASSWORDS_OFF", {});
			await context.deps.signIn.setPassword(session, {
				current: current ?? undefined,
				password,
			});
			return true;
		},
	}),
);
