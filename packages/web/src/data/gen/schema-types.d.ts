/* eslint-disable */
/* prettier-ignore */

export type introspection_types = {
	Account: {
		kind: "OBJECT";
		name: "Account";
		fields: {
			displayName: {
				name: "displayName";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			email: {
				name: "email";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			hasPassword: {
				name: "hasPassword";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
		};
	};
	Alias: {
		kind: "OBJECT";
		name: "Alias";
		fields: {
			command: {
				name: "command";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			name: {
				name: "name";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	ApiToken: {
		kind: "OBJECT";
		name: "ApiToken";
		fields: {
			createdAt: {
				name: "createdAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			expiresAt: {
				name: "expiresAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			isThisOne: {
				name: "isThisOne";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			label: {
				name: "label";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			lastUsedAt: {
				name: "lastUsedAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
			scopes: {
				name: "scopes";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "ENUM"; name: "TokenScope"; ofType: null };
						};
					};
				};
			};
		};
	};
	ApiTokenConnection: {
		kind: "OBJECT";
		name: "ApiTokenConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "ApiTokenEdge"; ofType: null };
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
		};
	};
	ApiTokenEdge: {
		kind: "OBJECT";
		name: "ApiTokenEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "ApiToken"; ofType: null };
				};
			};
		};
	};
	AuditFilter: {
		kind: "INPUT_OBJECT";
		name: "AuditFilter";
		isOneOf: false;
		inputFields: [
			{
				name: "cluster";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "code";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "command";
				type: { kind: "SCALAR"; name: "ID"; ofType: null };
				defaultValue: null;
			},
			{
				name: "outcome";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "person";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "since";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				defaultValue: null;
			},
			{
				name: "until";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				defaultValue: null;
			},
			{
				name: "text";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
		];
	};
	AuditRecord: {
		kind: "OBJECT";
		name: "AuditRecord";
		fields: {
			at: {
				name: "at";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			channel: {
				name: "channel";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			clusters: {
				name: "clusters";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "SCALAR"; name: "String"; ofType: null };
						};
					};
				};
			};
			code: {
				name: "code";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			digest: {
				name: "digest";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			durationMs: {
				name: "durationMs";
				type: { kind: "SCALAR"; name: "Float"; ofType: null };
			};
			facts: {
				name: "facts";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "JSON"; ofType: null };
				};
			};
			hash: {
				name: "hash";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			outcome: {
				name: "outcome";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			person: {
				name: "person";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			ref: {
				name: "ref";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			seq: {
				name: "seq";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			subject: {
				name: "subject";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
		};
	};
	AuditRecordConnection: {
		kind: "OBJECT";
		name: "AuditRecordConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "AuditRecordEdge"; ofType: null };
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
		};
	};
	AuditRecordEdge: {
		kind: "OBJECT";
		name: "AuditRecordEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "AuditRecord"; ofType: null };
				};
			};
		};
	};
	AuditVerification: {
		kind: "OBJECT";
		name: "AuditVerification";
		fields: {
			brokenAt: {
				name: "brokenAt";
				type: { kind: "OBJECT"; name: "AuditRecord"; ofType: null };
			};
			ok: {
				name: "ok";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			reason: {
				name: "reason";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			records: {
				name: "records";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
		};
	};
	Boolean: unknown;
	BrowserSession: {
		kind: "OBJECT";
		name: "BrowserSession";
		fields: {
			address: {
				name: "address";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			createdAt: {
				name: "createdAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			expiresAt: {
				name: "expiresAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			isThisOne: {
				name: "isThisOne";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			lastSeenAt: {
				name: "lastSeenAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			method: {
				name: "method";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			userAgent: {
				name: "userAgent";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
		};
	};
	Channel: {
		kind: "OBJECT";
		name: "Channel";
		fields: {
			aliases: {
				name: "aliases";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "Alias"; ofType: null };
						};
					};
				};
			};
			clusters: {
				name: "clusters";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "SCALAR"; name: "String"; ofType: null };
						};
					};
				};
			};
			executors: {
				name: "executors";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "SCALAR"; name: "String"; ofType: null };
						};
					};
				};
			};
			members: {
				name: "members";
				type: {
					kind: "LIST";
					name: never;
					ofType: {
						kind: "NON_NULL";
						name: never;
						ofType: { kind: "SCALAR"; name: "String"; ofType: null };
					};
				};
			};
			name: {
				name: "name";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			platform: {
				name: "platform";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	ChannelEvent: {
		kind: "OBJECT";
		name: "ChannelEvent";
		fields: {
			command: {
				name: "command";
				type: { kind: "OBJECT"; name: "Command"; ofType: null };
			};
			event: {
				name: "event";
				type: { kind: "OBJECT"; name: "CommandEvent"; ofType: null };
			};
		};
	};
	Cluster: {
		kind: "OBJECT";
		name: "Cluster";
		fields: {
			agentEnrolledAt: {
				name: "agentEnrolledAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
			agentVersion: {
				name: "agentVersion";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			configurationVersion: {
				name: "configurationVersion";
				type: { kind: "SCALAR"; name: "Int"; ofType: null };
			};
			credentialExpiresAt: {
				name: "credentialExpiresAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			kubernetes: {
				name: "kubernetes";
				type: { kind: "OBJECT"; name: "KubernetesState"; ofType: null };
			};
			kubernetesVersion: {
				name: "kubernetesVersion";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			labels: {
				name: "labels";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "Label"; ofType: null };
						};
					};
				};
			};
			lastSeenAt: {
				name: "lastSeenAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
			name: {
				name: "name";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			plugins: {
				name: "plugins";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "PluginState"; ofType: null };
						};
					};
				};
			};
			running: {
				name: "running";
				type: { kind: "SCALAR"; name: "Int"; ofType: null };
			};
			since: {
				name: "since";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			state: {
				name: "state";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "ENUM"; name: "ClusterState"; ofType: null };
				};
			};
		};
	};
	ClusterConnection: {
		kind: "OBJECT";
		name: "ClusterConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "ClusterEdge"; ofType: null };
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
			totalCount: {
				name: "totalCount";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
		};
	};
	ClusterCount: {
		kind: "OBJECT";
		name: "ClusterCount";
		fields: {
			count: {
				name: "count";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			state: {
				name: "state";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "ENUM"; name: "ClusterState"; ofType: null };
				};
			};
		};
	};
	ClusterEdge: {
		kind: "OBJECT";
		name: "ClusterEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Cluster"; ofType: null };
				};
			};
		};
	};
	ClusterState: {
		name: "ClusterState";
		enumValues: "ALIVE" | "AWAY" | "JOINING" | "LOST" | "REMOVED";
	};
	Command: {
		kind: "OBJECT";
		name: "Command";
		fields: {
			channel: {
				name: "channel";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			email: {
				name: "email";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			endedAt: {
				name: "endedAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
			error: {
				name: "error";
				type: { kind: "OBJECT"; name: "Problem"; ofType: null };
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			person: {
				name: "person";
				type: { kind: "OBJECT"; name: "Person"; ofType: null };
			};
			runs: {
				name: "runs";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "Run"; ofType: null };
						};
					};
				};
			};
			startedAt: {
				name: "startedAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			state: {
				name: "state";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "ENUM"; name: "CommandState"; ofType: null };
				};
			};
			text: {
				name: "text";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			thread: {
				name: "thread";
				type: { kind: "SCALAR"; name: "ID"; ofType: null };
			};
		};
	};
	CommandConnection: {
		kind: "OBJECT";
		name: "CommandConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "CommandEdge"; ofType: null };
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
		};
	};
	CommandEdge: {
		kind: "OBJECT";
		name: "CommandEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Command"; ofType: null };
				};
			};
		};
	};
	CommandEvent: {
		kind: "OBJECT";
		name: "CommandEvent";
		fields: {
			at: {
				name: "at";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			cluster: {
				name: "cluster";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			command: {
				name: "command";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			error: {
				name: "error";
				type: { kind: "OBJECT"; name: "Problem"; ofType: null };
			};
			kind: {
				name: "kind";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "ENUM"; name: "CommandEventKind"; ofType: null };
				};
			};
			run: { name: "run"; type: { kind: "OBJECT"; name: "Run"; ofType: null } };
			seq: {
				name: "seq";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			shownBytes: {
				name: "shownBytes";
				type: { kind: "SCALAR"; name: "Int"; ofType: null };
			};
			state: {
				name: "state";
				type: { kind: "ENUM"; name: "CommandState"; ofType: null };
			};
			text: {
				name: "text";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
		};
	};
	CommandEventKind: {
		name: "CommandEventKind";
		enumValues:
			| "ACCEPTED"
			| "COMMAND_ENDED"
			| "NOTE"
			| "RUN_ENDED"
			| "STDERR"
			| "STDOUT";
	};
	CommandFilter: {
		kind: "INPUT_OBJECT";
		name: "CommandFilter";
		isOneOf: false;
		inputFields: [
			{
				name: "channel";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "thread";
				type: { kind: "SCALAR"; name: "ID"; ofType: null };
				defaultValue: null;
			},
			{
				name: "roots";
				type: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				defaultValue: null;
			},
			{
				name: "person";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "cluster";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "state";
				type: { kind: "ENUM"; name: "CommandState"; ofType: null };
				defaultValue: null;
			},
			{
				name: "text";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "since";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				defaultValue: null;
			},
			{
				name: "until";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				defaultValue: null;
			},
		];
	};
	CommandState: {
		name: "CommandState";
		enumValues:
			| "CANCELLED"
			| "DENIED"
			| "FAILED"
			| "LOST"
			| "RUNNING"
			| "SUCCEEDED";
	};
	Completion: {
		kind: "OBJECT";
		name: "Completion";
		fields: {
			detail: {
				name: "detail";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			kind: {
				name: "kind";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "ENUM"; name: "CompletionKind"; ofType: null };
				};
			};
			text: {
				name: "text";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	CompletionKind: {
		name: "CompletionKind";
		enumValues:
			| "EXECUTOR"
			| "VERB"
			| "ALIAS"
			| "CLUSTER"
			| "LABEL"
			| "FLAG"
			| "BUILT_IN";
	};
	Completions: {
		kind: "OBJECT";
		name: "Completions";
		fields: {
			from: {
				name: "from";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			items: {
				name: "items";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "Completion"; ofType: null };
						};
					};
				};
			};
			to: {
				name: "to";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
		};
	};
	Configuration: {
		kind: "OBJECT";
		name: "Configuration";
		fields: {
			author: {
				name: "author";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			createdAt: {
				name: "createdAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
			note: {
				name: "note";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			version: {
				name: "version";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			yaml: {
				name: "yaml";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	ConfigurationConnection: {
		kind: "OBJECT";
		name: "ConfigurationConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: {
								kind: "OBJECT";
								name: "ConfigurationEdge";
								ofType: null;
							};
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
		};
	};
	ConfigurationEdge: {
		kind: "OBJECT";
		name: "ConfigurationEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Configuration"; ofType: null };
				};
			};
		};
	};
	ConfigurationProblem: {
		kind: "OBJECT";
		name: "ConfigurationProblem";
		fields: {
			column: {
				name: "column";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			file: {
				name: "file";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			line: {
				name: "line";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			message: {
				name: "message";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			path: {
				name: "path";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			severity: {
				name: "severity";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			suggestion: {
				name: "suggestion";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
		};
	};
	ConfigurationResult: {
		kind: "OBJECT";
		name: "ConfigurationResult";
		fields: {
			configuration: {
				name: "configuration";
				type: { kind: "OBJECT"; name: "Configuration"; ofType: null };
			};
			problems: {
				name: "problems";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: {
								kind: "OBJECT";
								name: "ConfigurationProblem";
								ofType: null;
							};
						};
					};
				};
			};
		};
	};
	DateTime: unknown;
	Float: unknown;
	GateRequest: {
		kind: "OBJECT";
		name: "GateRequest";
		fields: {
			bytes: {
				name: "bytes";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Float"; ofType: null };
				};
			};
			method: {
				name: "method";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			note: {
				name: "note";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			path: {
				name: "path";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			status: {
				name: "status";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
		};
	};
	GateSummary: {
		kind: "OBJECT";
		name: "GateSummary";
		fields: {
			bytes: {
				name: "bytes";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Float"; ofType: null };
				};
			};
			groups: {
				name: "groups";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "SCALAR"; name: "String"; ofType: null };
						};
					};
				};
			};
			refused: {
				name: "refused";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			requests: {
				name: "requests";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "GateRequest"; ofType: null };
						};
					};
				};
			};
			total: {
				name: "total";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			user: {
				name: "user";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
		};
	};
	ID: unknown;
	Int: unknown;
	Invitation: {
		kind: "OBJECT";
		name: "Invitation";
		fields: {
			createdAt: {
				name: "createdAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			displayName: {
				name: "displayName";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			email: {
				name: "email";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			expiresAt: {
				name: "expiresAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			groups: {
				name: "groups";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "SCALAR"; name: "String"; ofType: null };
						};
					};
				};
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			invitedBy: {
				name: "invitedBy";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	InvitationConnection: {
		kind: "OBJECT";
		name: "InvitationConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "InvitationEdge"; ofType: null };
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
		};
	};
	InvitationEdge: {
		kind: "OBJECT";
		name: "InvitationEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Invitation"; ofType: null };
				};
			};
		};
	};
	JSON: unknown;
	JoinToken: {
		kind: "OBJECT";
		name: "JoinToken";
		fields: {
			cluster: {
				name: "cluster";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Cluster"; ofType: null };
				};
			};
			expiresAt: {
				name: "expiresAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			token: {
				name: "token";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	KubernetesState: {
		kind: "OBJECT";
		name: "KubernetesState";
		fields: {
			problem: {
				name: "problem";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			reachable: {
				name: "reachable";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			version: {
				name: "version";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
		};
	};
	Label: {
		kind: "OBJECT";
		name: "Label";
		fields: {
			name: {
				name: "name";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			value: {
				name: "value";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	LabelInput: {
		kind: "INPUT_OBJECT";
		name: "LabelInput";
		isOneOf: false;
		inputFields: [
			{
				name: "name";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
				defaultValue: null;
			},
			{
				name: "value";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
				defaultValue: null;
			},
		];
	};
	MachineToken: {
		kind: "OBJECT";
		name: "MachineToken";
		fields: {
			cluster: {
				name: "cluster";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			createdAt: {
				name: "createdAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			expiresAt: {
				name: "expiresAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			label: {
				name: "label";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			lastUsedAt: {
				name: "lastUsedAt";
				type: { kind: "SCALAR"; name: "DateTime"; ofType: null };
			};
		};
	};
	MachineTokenConnection: {
		kind: "OBJECT";
		name: "MachineTokenConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: {
								kind: "OBJECT";
								name: "MachineTokenEdge";
								ofType: null;
							};
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
		};
	};
	MachineTokenEdge: {
		kind: "OBJECT";
		name: "MachineTokenEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "MachineToken"; ofType: null };
				};
			};
		};
	};
	Mutation: {
		kind: "OBJECT";
		name: "Mutation";
		fields: {
			acceptInvitation: {
				name: "acceptInvitation";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Organisation"; ofType: null };
				};
			};
			addCluster: {
				name: "addCluster";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "JoinToken"; ofType: null };
				};
			};
			addPerson: {
				name: "addPerson";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "SignInLink"; ofType: null };
				};
			};
			applyConfiguration: {
				name: "applyConfiguration";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "ConfigurationResult"; ofType: null };
				};
			};
			cancelCommand: {
				name: "cancelCommand";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Command"; ofType: null };
				};
			};
			createApiToken: {
				name: "createApiToken";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "NewApiToken"; ofType: null };
				};
			};
			createMachineToken: {
				name: "createMachineToken";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "NewMachineToken"; ofType: null };
				};
			};
			createOrganisation: {
				name: "createOrganisation";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Organisation"; ofType: null };
				};
			};
			endApiToken: {
				name: "endApiToken";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "ApiToken"; ofType: null };
				};
			};
			endMachineToken: {
				name: "endMachineToken";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "MachineToken"; ofType: null };
				};
			};
			endOtherSessions: {
				name: "endOtherSessions";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			endSession: {
				name: "endSession";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "BrowserSession"; ofType: null };
				};
			};
			invitePerson: {
				name: "invitePerson";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "NewInvitation"; ofType: null };
				};
			};
			removeCluster: {
				name: "removeCluster";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Cluster"; ofType: null };
				};
			};
			removePerson: {
				name: "removePerson";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Person"; ofType: null };
				};
			};
			renameOrganisation: {
				name: "renameOrganisation";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Organisation"; ofType: null };
				};
			};
			revokeCredential: {
				name: "revokeCredential";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Cluster"; ofType: null };
				};
			};
			rollBackConfiguration: {
				name: "rollBackConfiguration";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "ConfigurationResult"; ofType: null };
				};
			};
			rotateCredential: {
				name: "rotateCredential";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Cluster"; ofType: null };
				};
			};
			runCommand: {
				name: "runCommand";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Command"; ofType: null };
				};
			};
			setPassword: {
				name: "setPassword";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			signIn: {
				name: "signIn";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Session"; ofType: null };
				};
			};
			transferOwnership: {
				name: "transferOwnership";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Organisation"; ofType: null };
				};
			};
			updatePerson: {
				name: "updatePerson";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Person"; ofType: null };
				};
			};
			validateConfiguration: {
				name: "validateConfiguration";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: {
								kind: "OBJECT";
								name: "ConfigurationProblem";
								ofType: null;
							};
						};
					};
				};
			};
			verifyAudit: {
				name: "verifyAudit";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "AuditVerification"; ofType: null };
				};
			};
			withdrawInvitation: {
				name: "withdrawInvitation";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Invitation"; ofType: null };
				};
			};
		};
	};
	NewApiToken: {
		kind: "OBJECT";
		name: "NewApiToken";
		fields: {
			apiToken: {
				name: "apiToken";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "ApiToken"; ofType: null };
				};
			};
			token: {
				name: "token";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	NewInvitation: {
		kind: "OBJECT";
		name: "NewInvitation";
		fields: {
			invitation: {
				name: "invitation";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Invitation"; ofType: null };
				};
			};
			url: {
				name: "url";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	NewMachineToken: {
		kind: "OBJECT";
		name: "NewMachineToken";
		fields: {
			machineToken: {
				name: "machineToken";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "MachineToken"; ofType: null };
				};
			};
			token: {
				name: "token";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	Organisation: {
		kind: "OBJECT";
		name: "Organisation";
		fields: {
			createdAt: {
				name: "createdAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			isCurrent: {
				name: "isCurrent";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			memberCount: {
				name: "memberCount";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			name: {
				name: "name";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			owner: {
				name: "owner";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Person"; ofType: null };
				};
			};
		};
	};
	PageInfo: {
		kind: "OBJECT";
		name: "PageInfo";
		fields: {
			endCursor: {
				name: "endCursor";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			hasNextPage: {
				name: "hasNextPage";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
		};
	};
	PartStatus: {
		kind: "OBJECT";
		name: "PartStatus";
		fields: {
			name: {
				name: "name";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			note: {
				name: "note";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			ok: {
				name: "ok";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			problem: {
				name: "problem";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
		};
	};
	Person: {
		kind: "OBJECT";
		name: "Person";
		fields: {
			createdAt: {
				name: "createdAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			displayName: {
				name: "displayName";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			email: {
				name: "email";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			groups: {
				name: "groups";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "SCALAR"; name: "String"; ofType: null };
						};
					};
				};
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			isYou: {
				name: "isYou";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
			organisation: {
				name: "organisation";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Organisation"; ofType: null };
				};
			};
			role: {
				name: "role";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	PersonConnection: {
		kind: "OBJECT";
		name: "PersonConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "PersonEdge"; ofType: null };
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
		};
	};
	PersonEdge: {
		kind: "OBJECT";
		name: "PersonEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Person"; ofType: null };
				};
			};
		};
	};
	PluginState: {
		kind: "OBJECT";
		name: "PluginState";
		fields: {
			key: {
				name: "key";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			problem: {
				name: "problem";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			restarts: {
				name: "restarts";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Int"; ofType: null };
				};
			};
			state: {
				name: "state";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	Problem: {
		kind: "OBJECT";
		name: "Problem";
		fields: {
			code: {
				name: "code";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			hint: {
				name: "hint";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			message: {
				name: "message";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			ref: {
				name: "ref";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
		};
	};
	Query: {
		kind: "OBJECT";
		name: "Query";
		fields: {
			apiTokens: {
				name: "apiTokens";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "ApiTokenConnection"; ofType: null };
				};
			};
			auditRecord: {
				name: "auditRecord";
				type: { kind: "OBJECT"; name: "AuditRecord"; ofType: null };
			};
			auditRecords: {
				name: "auditRecords";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "OBJECT";
						name: "AuditRecordConnection";
						ofType: null;
					};
				};
			};
			channels: {
				name: "channels";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "Channel"; ofType: null };
						};
					};
				};
			};
			cluster: {
				name: "cluster";
				type: { kind: "OBJECT"; name: "Cluster"; ofType: null };
			};
			clusters: {
				name: "clusters";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "ClusterConnection"; ofType: null };
				};
			};
			command: {
				name: "command";
				type: { kind: "OBJECT"; name: "Command"; ofType: null };
			};
			commands: {
				name: "commands";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "CommandConnection"; ofType: null };
				};
			};
			complete: {
				name: "complete";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Completions"; ofType: null };
				};
			};
			configuration: {
				name: "configuration";
				type: { kind: "OBJECT"; name: "Configuration"; ofType: null };
			};
			configurationSchema: {
				name: "configurationSchema";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "JSON"; ofType: null };
				};
			};
			configurations: {
				name: "configurations";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "OBJECT";
						name: "ConfigurationConnection";
						ofType: null;
					};
				};
			};
			fleetSummary: {
				name: "fleetSummary";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "ClusterCount"; ofType: null };
						};
					};
				};
			};
			invitations: {
				name: "invitations";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "OBJECT";
						name: "InvitationConnection";
						ofType: null;
					};
				};
			};
			machineTokens: {
				name: "machineTokens";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "OBJECT";
						name: "MachineTokenConnection";
						ofType: null;
					};
				};
			};
			me: {
				name: "me";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Person"; ofType: null };
				};
			};
			organisation: {
				name: "organisation";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Organisation"; ofType: null };
				};
			};
			people: {
				name: "people";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PersonConnection"; ofType: null };
				};
			};
			sessions: {
				name: "sessions";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "SessionConnection"; ofType: null };
				};
			};
			status: {
				name: "status";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Status"; ofType: null };
				};
			};
			viewer: {
				name: "viewer";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Viewer"; ofType: null };
				};
			};
		};
	};
	Run: {
		kind: "OBJECT";
		name: "Run";
		fields: {
			cluster: {
				name: "cluster";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			digest: {
				name: "digest";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			durationMs: {
				name: "durationMs";
				type: { kind: "SCALAR"; name: "Int"; ofType: null };
			};
			error: {
				name: "error";
				type: { kind: "OBJECT"; name: "Problem"; ofType: null };
			};
			exitCode: {
				name: "exitCode";
				type: { kind: "SCALAR"; name: "Int"; ofType: null };
			};
			gate: {
				name: "gate";
				type: { kind: "OBJECT"; name: "GateSummary"; ofType: null };
			};
			id: {
				name: "id";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "ID"; ofType: null };
				};
			};
			message: {
				name: "message";
				type: { kind: "SCALAR"; name: "JSON"; ofType: null };
			};
			outputBytes: {
				name: "outputBytes";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Float"; ofType: null };
				};
			};
			outputUrl: {
				name: "outputUrl";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
			};
			state: {
				name: "state";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "ENUM"; name: "CommandState"; ofType: null };
				};
			};
			truncated: {
				name: "truncated";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				};
			};
		};
	};
	RunCommandInput: {
		kind: "INPUT_OBJECT";
		name: "RunCommandInput";
		isOneOf: false;
		inputFields: [
			{
				name: "allClusters";
				type: { kind: "SCALAR"; name: "Boolean"; ofType: null };
				defaultValue: null;
			},
			{
				name: "channel";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "clusters";
				type: {
					kind: "LIST";
					name: never;
					ofType: {
						kind: "NON_NULL";
						name: never;
						ofType: { kind: "SCALAR"; name: "String"; ofType: null };
					};
				};
				defaultValue: null;
			},
			{
				name: "filter";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "id";
				type: { kind: "SCALAR"; name: "ID"; ofType: null };
				defaultValue: null;
			},
			{
				name: "text";
				type: { kind: "SCALAR"; name: "String"; ofType: null };
				defaultValue: null;
			},
			{
				name: "timeoutSeconds";
				type: { kind: "SCALAR"; name: "Int"; ofType: null };
				defaultValue: null;
			},
			{
				name: "words";
				type: {
					kind: "LIST";
					name: never;
					ofType: {
						kind: "NON_NULL";
						name: never;
						ofType: { kind: "SCALAR"; name: "String"; ofType: null };
					};
				};
				defaultValue: null;
			},
			{
				name: "thread";
				type: { kind: "SCALAR"; name: "ID"; ofType: null };
				defaultValue: null;
			},
		];
	};
	Session: {
		kind: "OBJECT";
		name: "Session";
		fields: {
			person: {
				name: "person";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Person"; ofType: null };
				};
			};
			token: {
				name: "token";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	SessionConnection: {
		kind: "OBJECT";
		name: "SessionConnection";
		fields: {
			edges: {
				name: "edges";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "SessionEdge"; ofType: null };
						};
					};
				};
			};
			pageInfo: {
				name: "pageInfo";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "PageInfo"; ofType: null };
				};
			};
		};
	};
	SessionEdge: {
		kind: "OBJECT";
		name: "SessionEdge";
		fields: {
			cursor: {
				name: "cursor";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
			node: {
				name: "node";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "BrowserSession"; ofType: null };
				};
			};
		};
	};
	SignInLink: {
		kind: "OBJECT";
		name: "SignInLink";
		fields: {
			expiresAt: {
				name: "expiresAt";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "DateTime"; ofType: null };
				};
			};
			person: {
				name: "person";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Person"; ofType: null };
				};
			};
			url: {
				name: "url";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	Status: {
		kind: "OBJECT";
		name: "Status";
		fields: {
			parts: {
				name: "parts";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "PartStatus"; ofType: null };
						};
					};
				};
			};
			version: {
				name: "version";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "SCALAR"; name: "String"; ofType: null };
				};
			};
		};
	};
	String: unknown;
	Subscription: {
		kind: "OBJECT";
		name: "Subscription";
		fields: {
			auditEvents: {
				name: "auditEvents";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "AuditRecord"; ofType: null };
				};
			};
			channelEvents: {
				name: "channelEvents";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "ChannelEvent"; ofType: null };
				};
			};
			clusterEvents: {
				name: "clusterEvents";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "Cluster"; ofType: null };
				};
			};
			commandEvents: {
				name: "commandEvents";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: { kind: "OBJECT"; name: "CommandEvent"; ofType: null };
				};
			};
		};
	};
	TokenScope: {
		name: "TokenScope";
		enumValues: "READ" | "RUN" | "CONFIGURE" | "PEOPLE";
	};
	Viewer: {
		kind: "OBJECT";
		name: "Viewer";
		fields: {
			account: {
				name: "account";
				type: { kind: "OBJECT"; name: "Account"; ofType: null };
			};
			organisations: {
				name: "organisations";
				type: {
					kind: "NON_NULL";
					name: never;
					ofType: {
						kind: "LIST";
						name: never;
						ofType: {
							kind: "NON_NULL";
							name: never;
							ofType: { kind: "OBJECT"; name: "Organisation"; ofType: null };
						};
					};
				};
			};
			person: {
				name: "person";
				type: { kind: "OBJECT"; name: "Person"; ofType: null };
			};
			scopes: {
				name: "scopes";
				type: {
					kind: "LIST";
					name: never;
					ofType: {
						kind: "NON_NULL";
						name: never;
						ofType: { kind: "ENUM"; name: "TokenScope"; ofType: null };
					};
				};
			};
		};
	};
};

/** An IntrospectionQuery representation of your schema.
 *
 * @remarks
 * This is an introspection of your schema saved as a file by GraphQLSP.
 * It will automatically be used by `gql.tada` to infer the types of your GraphQL documents.
 * If you need to reuse this data or update your `scalars`, update `tadaOutputLocation` to
 * instead save to a .ts instead of a .d.ts file.
 */
export type introspection = {
	name: never;
	query: "Query";
	mutation: "Mutation";
	subscription: "Subscription";
	types: introspection_types;
};

import * as gqlTada from "gql.tada";

declare module "gql.tada" {
	interface setupSchema {
		introspection: introspection;
	}
}
