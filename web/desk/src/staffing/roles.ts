import type { StaffMember } from '@causerie/client';

export type Role = StaffMember['role'];

/** Whoever comes later may less. */
export const ROLES = ['owner', 'admin', 'agent', 'viewer'] as const satisfies readonly Role[];
