/** Whether the pages that this person's texts link to may be fetched, to be shown below. As long as the page lives. */
export const linkCards = { wanted: true };
