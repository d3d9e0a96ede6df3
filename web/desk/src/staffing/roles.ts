import type { StaffMember } from '@causerie/client';

type Role = StaffMember['role'];

/** Those that are there anyhow; whoever comes later may less. */
export const ROLES = ['owner', 'admin', 'agent', 'viewer'] as const satisfies readonly Role[];

/** Whether it is one of those, and not the id of a role that the owner made. */
export const isKind = (chosen: string): chosen is (typeof ROLES)[number] =>
  ROLES.some((role) => role === chosen);

/** What is said of a choice. */
export const choiceOf = (chosen: string): { role: Role; custom: string | null } =>
  isKind(chosen) ? { role: chosen, custom: null } : { role: 'custom', custom: chosen };
