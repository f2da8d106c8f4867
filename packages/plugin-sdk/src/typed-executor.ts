import {
	type ConfigSchema,
	jsonSchemaOf,
	readConfig,
} from "./config-schema.ts";
import type {
	ExecuteContext,
	ExecuteStreamContext,
	ExecutorDefinition,
	SimpleExecutor,
	StreamingExecutorDefinition,
} from "./executor-definition.ts";
import type { ExecutorRequest } from "./executor-request.ts";
import { serveExecutor } from "./serve-executor.ts";

interface Configured<Config> {
	/** Of the configuration: checks it, types it, documents it, and completes it in editors. */
	readonly config: ConfigSchema<Config>;
}

/** An executor that answers once, with its configuration read. */
export type TypedSimpleExecutor<Config> = Configured<Config> &
	Omit<SimpleExecutor, "execute" | "jsonSchema"> & {
		readonly execute: (
			request: ExecutorRequest,
			context: ExecuteContext & { readonly config: Config },
		) => ReturnType<SimpleExecutor["execute"]>;
	};

/** An executor whose output is shown as it comes, with its configuration read. */
export type TypedStreamingExecutor<Config> = Configured<Config> &
	Omit<StreamingExecutorDefinition, "executeStream" | "jsonSchema"> & {
		readonly executeStream: (
			request: ExecutorRequest,
			context: ExecuteStreamContext & { readonly config: Config },
		) => ReturnType<StreamingExecutorDefinition["executeStream"]>;
	};

/**
 * Serves an executor whose configuration has a schema, and resolves once it is ready. A command whose configuration is
 * not valid is answered with what is wrong and does not reach the author's function.
 */
export function executor<Config>(
	typed: TypedSimpleExecutor<Config> | TypedStreamingExecutor<Config>,
): Promise<void> {
	return serveExecutor(untyped(typed));
}

function untyped<Config>(
	typed: TypedSimpleExecutor<Config> | TypedStreamingExecutor<Config>,
): ExecutorDefinition {
	const { config: schema, ...facts } = typed;
	const jsonSchema = () => jsonSchemaOf(typed.name, schema);
	const read = ({ configs }: ExecutorRequest) =>
		readConfig(typed.name, schema, configs);
	if ("execute" in typed)
		return {
			...facts,
			jsonSchema,
			execute: async (request, context) =>
				typed.execute(request, { ...context, config: await read(request) }),
		};
	return {
		...facts,
		jsonSchema,
		executeStream: async (request, context) =>
			typed.executeStream(request, { ...context, config: await read(request) }),
	};
}
