// happy-dom has no popovers yet; whether one is shown is all that the tests need of them.
// Tests that run in Node alone have no elements at all.
if (typeof HTMLElement === 'function' && !('showPopover' in HTMLElement.prototype)) {
  Object.defineProperty(HTMLElement.prototype, 'showPopover', {
    value(this: HTMLElement): void {
      this.dataset['popoverOpen'] = '';
    },
  });
}
