import { z } from "zod";

/** Used when a group is mapped and no user is: Kubernetes asks for a user before it takes a group. */
export const internalStaticUser = "botkube-internal-static-user";

/*
 * `context.rbac` of a plugin binding (docs/architecture/botkube-compatibility.md#rbac-mapping): from a person and a channel to Kubernetes subjects.
 *   absent            lends nothing
 *   {}                lends an anonymous identity
 *   group without user  the internal static user stands in
 */
const userMappingSchema = z.strictObject({
	type: z.enum(["", "Static", "ChannelName", "Email"]).default(""),
	prefix: z.string().max(253).default(""),
	static: z.strictObject({ value: z.string().max(253).default("") }).optional(),
});

const groupMappingSchema = z.strictObject({
	type: z.enum(["", "Static", "ChannelName", "UserGroupName"]).default(""),
	prefix: z.string().max(253).default(""),
	static: z
		.strictObject({
			values: z.array(z.string().max(253)).max(100).optional(),
			/** Botkube's documentation also writes one group as `value`. */
			value: z.string().max(253).optional(),
		})
		.optional(),
});

export const rbacMappingSchema = z.strictObject({
	user: userMappingSchema.optional(),
	group: groupMappingSchema.optional(),
});
export type RbacMapping = z.output<typeof rbacMappingSchema>;
