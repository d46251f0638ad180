"""What is asked of every screen by looking at it: by axe, in both themes, at several widths, while it loads."""

from collections.abc import Iterable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SHIFTS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 400);
})"""
STICKS_OUT = """() => [document.documentElement, ...document.querySelectorAll("dialog[open]")]
    .some(element => element.scrollWidth > element.clientWidth)"""
# What fades in has less contrast on its way; what goes round for ever cannot be finished and stays.
AT_REST = """() => document.getAnimations().forEach(one => { try { one.finish(); } catch { /* for ever */ } })"""
_AXE = Axe()


def violations(page: Page, *, only: str = "") -> list[str]:
    """What axe finds on the page as it is; with `only` by one of its rules."""
    # Preloading makes axe fetch our imported stylesheets by itself, past the page's policy.
    options = {"preload": False, "resultTypes": ["violations"], **({"runOnly": [only]} if only else {})}
    page.evaluate(AT_REST)
    found = _AXE.run(page, options=options).response["violations"]
    return [f"{v['id']}: {[node['html'][:160] for node in v['nodes']][:3]}" for v in found]


def too_wide(page: Page, widths: Iterable[int]) -> list[str]:
    """At which widths the page or an open dialog is wider than its window. The window is put back."""
    before, found = page.viewport_size, []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        found += [f"sticks out at {width}"] if page.evaluate(STICKS_OUT) else []
    if before:
        page.set_viewport_size(before)
    return found


def flaws(page: Page, *widths: int) -> list[str]:
    """What axe finds in the light theme, what it finds of contrast in the dark one, and at which widths it sticks out.

    Contrast is all that a theme can change, and one load of the page shows all of it.
    """
    found = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark {problem}" for problem in violations(page, only="color-contrast")]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found + too_wide(page, widths)
