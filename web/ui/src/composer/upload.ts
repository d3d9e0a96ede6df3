/** A file on its way with the message that is being written. */
export interface Upload {
  key: string;
  name: string;
  /** In bytes. */
  size: number;
  /** 0 to 1; 1 is done. */
  progress: number;
  /** Why it could not be uploaded, in the reader's words. */
  error?: string | undefined;
  /** A blob address of this page, for a picture. */
  preview?: string | undefined;
  /** A picture that can be drawn on, and what is done with what came of it. */
  picture?: { file: File; replace: (drawn: File) => void } | undefined;
}
