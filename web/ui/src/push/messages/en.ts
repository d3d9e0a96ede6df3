export const en = {
  quiet: 'Quiet hours',
  quietText: 'Meanwhile none of your devices rings; what came is told afterwards.',
  from: 'From',
  to: 'To',
};

export type Messages = typeof en;
