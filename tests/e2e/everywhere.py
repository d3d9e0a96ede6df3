"""What holds on every screen, whatever it shows: asked of the page itself."""

from __future__ import annotations

from playwright.sync_api import Frame, Page

# Whatever can be seen, with what a person would call it.
_VISIBLE = """
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !element.closest('.visually-hidden, [inert], [aria-hidden="true"]');
  const called = (element) => `${element.localName} ${element.getAttribute('aria-label')
    ?? element.textContent?.trim().slice(0, 40)}`;
"""

BESIDE = f"""() => {{ {_VISIBLE}
  // What scrolls by itself, a table or code, may be wider than the window; the page may not.
  const scrolls = (element) => {{
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(box).overflowX)) return true;
    return false;
  }};
  const beside = [...document.body.querySelectorAll('*')].filter((element) => {{
    const {{ left, right, width }} = element.getBoundingClientRect();
    return width > 1 && (right > innerWidth + 1 || left < -1) && seen(element) && !scrolls(element);
  }});
  const wide = document.documentElement.scrollWidth > innerWidth ? ['the page itself'] : [];
  return [...wide, ...beside.map(called)];
}}"""

SMALL = f"""() => {{ {_VISIBLE}
  const pressed = 'a[href], button, input:not([type=hidden], [type=file]), select, textarea, summary, [role=tab]';
  return [...document.querySelectorAll(pressed)].filter(seen).filter((element) => {{
    if (element.localName === 'a' && getComputedStyle(element).display === 'inline') return false; // in a sentence
    const box = (element.matches('input[type=checkbox], input[type=radio]') && element.closest('label')) || element;
    const {{ width, height }} = box.getBoundingClientRect();
    return width > 0 && (width < 24 || height < 24);
  }}).map(called);
}}"""

# Whether anything about it, or about the field around it, is drawn otherwise than without the focus.
UNSEEN_FOCUS = f"""() => {{ {_VISIBLE}
  const element = document.activeElement;
  if (!element || element === document.body || element.localName === 'iframe') return null;
  const still = new CSSStyleSheet();
  still.replaceSync('* {{ transition: none !important }}');
  document.adoptedStyleSheets = [still];
  const drawn = () => {{
    const looks = [];
    for (let box = element; box && looks.length < 5; box = box.parentElement) {{
      const {{ outline, boxShadow, borderColor, backgroundColor }} = getComputedStyle(box);
      looks.push([outline, boxShadow, borderColor, backgroundColor].join());
    }}
    return looks.join('|');
  }};
  const focused = drawn();
  element.blur();
  const same = focused === drawn();
  element.focus();
  return same ? called(element) : null;
}}"""


def beside_the_window(page: Page | Frame) -> list[str]:
    """What one would have to scroll sideways for (WCAG 2.2, 1.4.10)."""
    found: list[str] = page.evaluate(BESIDE)
    return found


def too_small(page: Page | Frame) -> list[str]:
    """What can be pressed and is less than 24 pixels wide or high (WCAG 2.2, 2.5.8)."""
    found: list[str] = page.evaluate(SMALL)
    return found


def focused_unseen(page: Page, steps: int = 25) -> list[str]:
    """What gets the focus by Tab without showing it (WCAG 2.2, 2.4.7)."""
    found = set()
    for _ in range(steps):
        page.keyboard.press("Tab")
        unseen = page.evaluate(UNSEEN_FOCUS)
        if unseen is not None:
            found.add(unseen)
    return sorted(found)
