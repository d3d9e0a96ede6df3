interface Line {
  saveData?: boolean;
  effectiveType?: string;
}

/** Whether the reader's line is slow or dear (Network Information API): nothing large is loaded unasked then. */
export function isLite(): boolean {
  const { connection } = navigator as Navigator & { connection?: Line };
  return connection?.saveData === true || /2g$/.test(connection?.effectiveType ?? '');
}
