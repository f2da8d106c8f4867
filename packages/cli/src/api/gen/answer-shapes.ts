import type { Fields } from "../answer-shape.ts";

/* Recorded by documents.test.ts. */
export const answerShapes: Readonly<Record<string, Fields>> = {
	"acknowledgeLostHeadDocument": {
		"acknowledgeLostAuditHead": {
			"type": "AuditRecord!",
			"fields": {
				"seq": "Int!"
			}
		}
	},
	"addClusterDocument": {
		"addCluster": {
			"type": "JoinToken!",
			"fields": {
				"token": "String!",
				"expiresAt": "DateTime!",
				"cluster": {
					"type": "Cluster!",
					"fields": {
						"name": "String!"
					}
				}
			}
		}
	},
	"addPersonDocument": {
		"addPerson": {
			"type": "SignInLink!",
			"fields": {
				"url": "String!",
				"expiresAt": "DateTime!",
				"person": {
					"type": "Person!",
					"fields": {
						"email": "String!"
					}
				}
			}
		}
	},
	"applyConfigurationDocument": {
		"applyConfiguration": {
			"type": "ConfigurationResult!",
			"fields": {
				"configuration": {
					"type": "Configuration",
					"fields": {
						"version": "Int!"
					}
				},
				"waiting": {
					"type": "ConfigurationProposal",
					"fields": {
						"number": "Int!",
						"widens": "[String!]!"
					}
				},
				"problems": {
					"type": "[ConfigurationProblem!]!",
					"fields": {
						"severity": "String!",
						"file": "String!",
						"line": "Int!",
						"column": "Int!",
						"path": "String!",
						"message": "String!",
						"suggestion": "String"
					}
				}
			}
		}
	},
	"approveConfigurationDocument": {
		"decided": {
			"type": "ConfigurationProposal!",
			"fields": {
				"state": "String!"
			}
		}
	},
	"approveInvitationDocument": {
		"approveInvitation": {
			"type": "Invitation!",
			"fields": {
				"email": "String!"
			}
		}
	},
	"auditDocument": {
		"auditRecords": {
			"type": "AuditRecordConnection!",
			"fields": {
				"edges": {
					"type": "[AuditRecordEdge!]!",
					"fields": {
						"node": {
							"type": "AuditRecord!",
							"fields": {
								"id": "ID!",
								"at": "DateTime!",
								"seq": "Int!",
								"code": "String!",
								"outcome": "String!",
								"person": "String",
								"subject": "String",
								"clusters": "[String!]!",
								"channel": "String",
								"facts": "JSON!",
								"durationMs": "Float",
								"digest": "String",
								"ref": "String",
								"hash": "String!"
							}
						}
					}
				},
				"pageInfo": {
					"type": "PageInfo!",
					"fields": {
						"hasNextPage": "Boolean!",
						"endCursor": "String"
					}
				}
			}
		}
	},
	"auditRecordDocument": {
		"auditRecord": {
			"type": "AuditRecord",
			"fields": {
				"id": "ID!",
				"at": "DateTime!",
				"seq": "Int!",
				"code": "String!",
				"outcome": "String!",
				"person": "String",
				"subject": "String",
				"clusters": "[String!]!",
				"channel": "String",
				"facts": "JSON!",
				"durationMs": "Float",
				"digest": "String",
				"ref": "String",
				"hash": "String!"
			}
		}
	},
	"cancelCommandDocument": {
		"cancelCommand": {
			"type": "Command!",
			"fields": {
				"id": "ID!",
				"state": "String!"
			}
		}
	},
	"checkConfigurationDocument": {
		"checkConfiguration": {
			"type": "ConfigurationCheck!",
			"fields": {
				"problems": {
					"type": "[ConfigurationProblem!]!",
					"fields": {
						"severity": "String!",
						"file": "String!",
						"line": "Int!",
						"column": "Int!",
						"path": "String!",
						"message": "String!",
						"suggestion": "String"
					}
				},
				"widens": "[String!]!"
			}
		}
	},
	"clusterDocument": {
		"cluster": {
			"type": "Cluster",
			"fields": {
				"id": "ID!",
				"name": "String!",
				"labels": {
					"type": "[Label!]!",
					"fields": {
						"name": "String!",
						"value": "String!"
					}
				},
				"state": "String!",
				"since": "DateTime!",
				"lastSeenAt": "DateTime",
				"clockAheadSeconds": "Int",
				"agentVersion": "String",
				"kubernetesVersion": "String",
				"configurationVersion": "Int",
				"running": "Int",
				"kubernetes": {
					"type": "KubernetesState",
					"fields": {
						"reachable": "Boolean!",
						"version": "String",
						"problem": "String",
						"latencyMs": "Int",
						"credentialEndsAt": "DateTime"
					}
				},
				"plugins": {
					"type": "[PluginState!]!",
					"fields": {
						"displayName": "String",
						"memoryBytes": "Float"
					}
				},
				"busInsecure": "Boolean",
				"duplicateSince": "DateTime",
				"agentInstances": {
					"type": "[AgentInstance!]!",
					"fields": {
						"id": "ID!",
						"host": "String!",
						"startedAt": "DateTime!",
						"lastSeenAt": "DateTime!"
					}
				},
				"agentConnections": {
					"type": "[AgentConnection!]!",
					"fields": {
						"address": "String!",
						"connectedAt": "DateTime!"
					}
				}
			}
		}
	},
	"clusterEventsDocument": {
		"clusterEvents": {
			"type": "Cluster!",
			"fields": {
				"name": "String!",
				"state": "String!",
				"kubernetes": {
					"type": "KubernetesState",
					"fields": {
						"reachable": "Boolean!",
						"version": "String",
						"problem": "String"
					}
				}
			}
		}
	},
	"clustersDocument": {
		"clusters": {
			"type": "ClusterConnection!",
			"fields": {
				"edges": {
					"type": "[ClusterEdge!]!",
					"fields": {
						"node": {
							"type": "Cluster!",
							"fields": {
								"id": "ID!",
								"name": "String!",
								"labels": {
									"type": "[Label!]!",
									"fields": {
										"name": "String!",
										"value": "String!"
									}
								},
								"state": "String!",
								"since": "DateTime!",
								"lastSeenAt": "DateTime",
								"clockAheadSeconds": "Int",
								"agentVersion": "String",
								"kubernetesVersion": "String",
								"configurationVersion": "Int",
								"running": "Int",
								"kubernetes": {
									"type": "KubernetesState",
									"fields": {
										"reachable": "Boolean!",
										"version": "String",
										"problem": "String",
										"latencyMs": "Int",
										"credentialEndsAt": "DateTime"
									}
								},
								"plugins": {
									"type": "[PluginState!]!",
									"fields": {
										"key": "String!",
										"state": "String!",
										"restarts": "Int!",
										"problem": "String"
									}
								},
								"busInsecure": "Boolean",
								"duplicateSince": "DateTime",
								"agentInstances": {
									"type": "[AgentInstance!]!",
									"fields": {
										"id": "ID!",
										"host": "String!",
										"startedAt": "DateTime!",
										"lastSeenAt": "DateTime!"
									}
								},
								"agentConnections": {
									"type": "[AgentConnection!]!",
									"fields": {
										"address": "String!",
										"connectedAt": "DateTime!"
									}
								}
							}
						}
					}
				},
				"pageInfo": {
					"type": "PageInfo!",
					"fields": {
						"hasNextPage": "Boolean!",
						"endCursor": "String"
					}
				}
			}
		}
	},
	"commandAnswersDocument": {
		"command": {
			"type": "Command",
			"fields": {
				"summary": {
					"type": "[OutcomeCount!]!",
					"fields": {
						"outcome": "String!",
						"count": "Int!"
					}
				},
				"answers": {
					"type": "[Answer!]!",
					"fields": {
						"outcome": "String!",
						"clusters": "[String!]!"
					}
				}
			}
		}
	},
	"commandDocument": {
		"command": {
			"type": "Command",
			"fields": {
				"id": "ID!",
				"text": "String!",
				"channel": "String!",
				"state": "String!",
				"startedAt": "DateTime!",
				"endedAt": "DateTime",
				"runs": {
					"type": "[Run!]!",
					"fields": {
						"id": "ID!",
						"cluster": "String!",
						"state": "String!",
						"outcome": "String!",
						"exitCode": "Int",
						"durationMs": "Int",
						"outputBytes": "Float!",
						"incomplete": "Boolean!",
						"shortened": "Boolean!",
						"outputUrl": "String",
						"digest": "String",
						"advice": "String",
						"error": {
							"type": "Problem",
							"fields": {
								"code": "String!",
								"message": "String!",
								"ref": "String",
								"hint": "String",
								"retryAfterSeconds": "Int"
							}
						}
					}
				}
			}
		}
	},
	"commandEventsDocument": {
		"commandEvents": {
			"type": "CommandEvent!",
			"fields": {
				"seq": "Int!",
				"cluster": "String",
				"kind": "String!",
				"text": "String",
				"ofView": "Boolean!",
				"at": "DateTime!",
				"state": "String",
				"run": {
					"type": "Run",
					"fields": {
						"id": "ID!",
						"cluster": "String!",
						"state": "String!",
						"outcome": "String!",
						"exitCode": "Int",
						"durationMs": "Int",
						"outputBytes": "Float!",
						"incomplete": "Boolean!",
						"shortened": "Boolean!",
						"outputUrl": "String",
						"digest": "String",
						"advice": "String",
						"error": {
							"type": "Problem",
							"fields": {
								"code": "String!",
								"message": "String!",
								"ref": "String",
								"hint": "String",
								"retryAfterSeconds": "Int"
							}
						}
					}
				}
			}
		}
	},
	"configurationDocument": {
		"configuration": {
			"type": "Configuration",
			"fields": {
				"version": "Int!",
				"yaml": "String!",
				"author": "String!",
				"createdAt": "DateTime",
				"note": "String"
			}
		}
	},
	"configurationsDocument": {
		"configurations": {
			"type": "ConfigurationConnection!",
			"fields": {
				"edges": {
					"type": "[ConfigurationEdge!]!",
					"fields": {
						"node": {
							"type": "Configuration!",
							"fields": {
								"version": "Int!",
								"author": "String!",
								"createdAt": "DateTime",
								"note": "String"
							}
						}
					}
				}
			}
		}
	},
	"createSilenceDocument": {
		"createSilence": {
			"type": "Silence!",
			"fields": {
				"id": "ID!",
				"matcher": {
					"type": "SilenceMatcher!",
					"fields": {
						"cluster": "String",
						"namespace": "String",
						"kind": "String",
						"name": "String",
						"group": "String",
						"level": "String",
						"text": "String"
					}
				},
				"endsAt": "DateTime!"
			}
		}
	},
	"deadJobsDocument": {
		"deadJobs": {
			"type": "DeadJobConnection!",
			"fields": {
				"edges": {
					"type": "[DeadJobEdge!]!",
					"fields": {
						"node": {
							"type": "DeadJob!",
							"fields": {
								"id": "ID!",
								"name": "String!",
								"fact": "String!",
								"subject": "String!",
								"error": "String!",
								"attempts": "Int!",
								"since": "DateTime!"
							}
						}
					}
				},
				"pageInfo": {
					"type": "PageInfo!",
					"fields": {
						"hasNextPage": "Boolean!",
						"endCursor": "String"
					}
				}
			}
		}
	},
	"endSilenceDocument": {
		"endSilence": {
			"type": "Silence!",
			"fields": {
				"id": "ID!"
			}
		}
	},
	"eventsDocument": {
		"notices": {
			"type": "NoticeConnection!",
			"fields": {
				"edges": {
					"type": "[NoticeEdge!]!",
					"fields": {
						"node": {
							"type": "Notice!",
							"fields": {
								"id": "ID!",
								"cluster": "String!",
								"group": "String!",
								"title": "String!",
								"level": "String!",
								"type": "String!",
								"reason": "String",
								"happenedAt": "DateTime!",
								"object": {
									"type": "NoticeObject",
									"fields": {
										"kind": "String!",
										"namespace": "String",
										"name": "String!"
									}
								},
								"placements": {
									"type": "[NoticePlacement!]!",
									"fields": {
										"door": "String!",
										"address": "String!",
										"outcome": "String!"
									}
								}
							}
						}
					}
				},
				"pageInfo": {
					"type": "PageInfo!",
					"fields": {
						"hasNextPage": "Boolean!",
						"endCursor": "String"
					}
				}
			}
		}
	},
	"followEventsDocument": {
		"noticeEvents": {
			"type": "Notice!",
			"fields": {
				"id": "ID!",
				"cluster": "String!",
				"group": "String!",
				"title": "String!",
				"level": "String!",
				"type": "String!",
				"reason": "String",
				"happenedAt": "DateTime!",
				"object": {
					"type": "NoticeObject",
					"fields": {
						"kind": "String!",
						"namespace": "String",
						"name": "String!"
					}
				},
				"placements": {
					"type": "[NoticePlacement!]!",
					"fields": {
						"door": "String!",
						"address": "String!",
						"outcome": "String!"
					}
				}
			}
		}
	},
	"identitiesLentDocument": {
		"identitiesLent": {
			"type": "IdentitiesLent!",
			"fields": {
				"users": "[String!]!",
				"groups": "[String!]!",
				"anonymous": "Boolean!"
			}
		}
	},
	"invitationsDocument": {
		"invitations": {
			"type": "InvitationConnection!",
			"fields": {
				"edges": {
					"type": "[InvitationEdge!]!",
					"fields": {
						"node": {
							"type": "Invitation!",
							"fields": {
								"id": "ID!",
								"email": "String!",
								"groups": "[String!]!",
								"invitedBy": "String!",
								"expiresAt": "DateTime!",
								"waits": "Boolean!",
								"approvedBy": "String"
							}
						}
					}
				},
				"pageInfo": {
					"type": "PageInfo!",
					"fields": {
						"hasNextPage": "Boolean!",
						"endCursor": "String"
					}
				}
			}
		}
	},
	"invitePersonDocument": {
		"invitePerson": {
			"type": "NewInvitation!",
			"fields": {
				"url": "String!",
				"invitation": {
					"type": "Invitation!",
					"fields": {
						"expiresAt": "DateTime!",
						"waits": "Boolean!"
					}
				}
			}
		}
	},
	"meDocument": {
		"me": {
			"type": "Person!",
			"fields": {
				"email": "String!",
				"displayName": "String!",
				"role": "String!",
				"groups": "[String!]!",
				"organisation": {
					"type": "Organisation!",
					"fields": {
						"name": "String!"
					}
				}
			}
		}
	},
	"mergedTableDocument": {
		"command": {
			"type": "Command",
			"fields": {
				"table": {
					"type": "MergedTable",
					"fields": {
						"columns": "[String!]!",
						"rows": {
							"type": "[MergedRow!]!",
							"fields": {
								"cluster": "String!",
								"cells": "[String!]!"
							}
						},
						"problem": "String"
					}
				}
			}
		}
	},
	"peopleDocument": {
		"people": {
			"type": "PersonConnection!",
			"fields": {
				"edges": {
					"type": "[PersonEdge!]!",
					"fields": {
						"node": {
							"type": "Person!",
							"fields": {
								"id": "ID!",
								"email": "String!",
								"displayName": "String!",
								"role": "String!",
								"groups": "[String!]!",
								"createdAt": "DateTime!"
							}
						}
					}
				},
				"pageInfo": {
					"type": "PageInfo!",
					"fields": {
						"hasNextPage": "Boolean!",
						"endCursor": "String"
					}
				}
			}
		}
	},
	"proposalsDocument": {
		"configurationProposals": {
			"type": "ConfigurationProposalConnection!",
			"fields": {
				"edges": {
					"type": "[ConfigurationProposalEdge!]!",
					"fields": {
						"node": {
							"type": "ConfigurationProposal!",
							"fields": {
								"number": "Int!",
								"base": "Int!",
								"state": "String!",
								"author": "String!",
								"createdAt": "DateTime!",
								"expiresAt": "DateTime!",
								"note": "String",
								"widens": "[String!]!",
								"decidedBy": "String",
								"decidedAt": "DateTime",
								"yaml": "String!"
							}
						}
					}
				}
			}
		}
	},
	"rejectConfigurationDocument": {
		"decided": {
			"type": "ConfigurationProposal!",
			"fields": {
				"state": "String!"
			}
		}
	},
	"removeClusterDocument": {
		"removeCluster": {
			"type": "Cluster!",
			"fields": {
				"name": "String!",
				"state": "String!"
			}
		}
	},
	"removePersonDocument": {
		"removePerson": {
			"type": "Person!",
			"fields": {
				"email": "String!"
			}
		}
	},
	"retryJobDocument": {
		"retryJob": {
			"type": "DeadJob!",
			"fields": {
				"id": "ID!",
				"name": "String!",
				"subject": "String!"
			}
		}
	},
	"revokeCredentialDocument": {
		"revokeCredential": {
			"type": "Cluster!",
			"fields": {
				"name": "String!",
				"state": "String!"
			}
		}
	},
	"rotateCredentialDocument": {
		"rotateCredential": {
			"type": "Cluster!",
			"fields": {
				"name": "String!",
				"state": "String!"
			}
		}
	},
	"runCommandDocument": {
		"runCommand": {
			"type": "Command!",
			"fields": {
				"id": "ID!",
				"state": "String!",
				"runs": {
					"type": "[Run!]!",
					"fields": {
						"id": "ID!",
						"cluster": "String!"
					}
				}
			}
		}
	},
	"signInDocument": {
		"signIn": {
			"type": "Session!",
			"fields": {
				"token": "String!",
				"person": {
					"type": "Person!",
					"fields": {
						"email": "String!",
						"organisation": {
							"type": "Organisation!",
							"fields": {
								"name": "String!"
							}
						}
					}
				}
			}
		}
	},
	"silencesDocument": {
		"silences": {
			"type": "SilenceConnection!",
			"fields": {
				"edges": {
					"type": "[SilenceEdge!]!",
					"fields": {
						"node": {
							"type": "Silence!",
							"fields": {
								"id": "ID!",
								"matcher": {
									"type": "SilenceMatcher!",
									"fields": {
										"cluster": "String",
										"namespace": "String",
										"kind": "String",
										"name": "String",
										"group": "String",
										"level": "String",
										"text": "String"
									}
								},
								"reason": "String!",
								"createdBy": "String!",
								"endsAt": "DateTime!",
								"endedBy": "String",
								"active": "Boolean!"
							}
						}
					}
				},
				"pageInfo": {
					"type": "PageInfo!",
					"fields": {
						"hasNextPage": "Boolean!",
						"endCursor": "String"
					}
				}
			}
		}
	},
	"statusDocument": {
		"status": {
			"type": "Status!",
			"fields": {
				"version": "String!",
				"parts": {
					"type": "[PartStatus!]!",
					"fields": {
						"name": "String!",
						"ok": "Boolean!",
						"problem": "String",
						"note": "String"
					}
				}
			}
		}
	},
	"verifyAuditDocument": {
		"verifyAudit": {
			"type": "AuditVerification!",
			"fields": {
				"ok": "Boolean!",
				"records": "Int!",
				"reason": "String",
				"head": {
					"type": "AuditHead",
					"fields": {
						"seq": "Int!",
						"hash": "String!",
						"at": "DateTime"
					}
				},
				"signedHead": {
					"type": "SignedAuditHead",
					"fields": {
						"seq": "Int!",
						"hash": "String!",
						"at": "String!",
						"publicKey": "String!",
						"signature": "String!",
						"isOwnKey": "Boolean!"
					}
				},
				"lostHeads": {
					"type": "[LostAuditHead!]!",
					"fields": {
						"seq": "Int!",
						"hash": "String!",
						"signedAt": "String!",
						"foundAt": "DateTime!"
					}
				},
				"unsigned": {
					"type": "UnsignedAuditRecords",
					"fields": {
						"records": "Int!",
						"since": "DateTime!"
					}
				},
				"brokenAt": {
					"type": "AuditRecord",
					"fields": {
						"id": "ID!",
						"seq": "Int!",
						"at": "DateTime!",
						"code": "String!"
					}
				}
			}
		}
	},
	"withdrawInvitationDocument": {
		"withdrawInvitation": {
			"type": "Invitation!",
			"fields": {
				"email": "String!"
			}
		}
	}
};
