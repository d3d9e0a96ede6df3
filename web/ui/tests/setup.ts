// happy-dom has no popovers yet; whether one is shown is all that the tests need of them. A test for node has no DOM.
if (typeof HTMLElement !== 'undefined' && !('showPopover' in HTMLElement.prototype)) {
  Object.defineProperty(HTMLElement.prototype, 'showPopover', {
    value(this: HTMLElement): void {
      this.dataset['popoverOpen'] = '';
    },
  });
}
