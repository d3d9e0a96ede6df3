/** The bubble and the frame of the panel. `!important` in a shadow root wins over any rule of the page. */
export const STYLE = `
:host{all:initial!important;position:fixed!important;z-index:2147483000!important;inset:auto 20px 20px!important;
display:block!important;pointer-events:none!important}
@media print{:host{display:none!important}}
div{position:relative;display:grid;justify-items:end}
.left{justify-items:start}
button,iframe{pointer-events:auto;border:0;box-shadow:0 2px 6px #0003,0 8px 24px #0003}
button{width:56px;height:56px;padding:14px;border-radius:50%;background:var(--c);color:var(--t);cursor:pointer}
button:focus-visible{outline:3px solid var(--c);outline-offset:3px}
svg{display:block;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
[hidden]{display:none!important}
iframe{width:400px;max-width:100%;height:min(700px,100vh - 112px);margin-bottom:16px;border-radius:16px;color-scheme:normal}
@media(max-width:480px){iframe{position:fixed;inset:0;width:100%;height:100%;border-radius:0}}
`.replace(/\n/g, '');
