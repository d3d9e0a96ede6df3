import type { Component } from 'svelte';

/** A line of a menu. */
export interface MenuItem {
  id: string;
  label: string;
  /** Beside the label, at the other end: when, how many. */
  hint?: string;
  /** A dot beside it. */
  colour?: string;
  icon?: Component<{ size?: number }>;
  danger?: boolean;
  disabled?: boolean;
  onselect: () => void;
}
