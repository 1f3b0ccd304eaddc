"""What does a careful visitor notice? Accessibility, sideways scrolling, console errors and blocked content."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
WIDTHS = (360, 1280)
HEIGHTS = {360: 740, 1280: 900}
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}


class Visitor:
    """One person's browser window; it keeps a list of everything that is wrong with the pages it saw."""

    def __init__(self, browser: Browser, address: str, width: int, language: str, folder: Path) -> None:
        self.address, self.width, self.folder = address, width, folder
        self.complaints: list[str] = []
        self.expects: set[int] = set()  # refusals that belong to the journey; the console tells of them
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]}, locale=language, reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sign_in(self, email: str, password: str) -> Page:
        page = self.go("/accounts/login/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("main form button[type=submit], main form button:not([type])").first.click()
        page.wait_for_load_state()
        return page

    def look(self, name: str) -> None:
        """Check the page: both widths for sideways scrolling and a picture, axe in the width this person works in."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            self.page.evaluate("window.scrollTo(0, 0)")
            sideways = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if sideways > 0:
                self.complaints.append(f"{name} at {width} px scrolls sideways by {sideways} px")
            self.page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True)
            if width == self.width:
                self._check_accessibility(f"{name} at {width} px")
        self.page.set_viewport_size({"width": self.width, "height": HEIGHTS[self.width]})

    def look_at(self, path: str, name: str) -> None:
        answer = self.page.goto(f"{self.address}{path}")
        if answer is None or answer.status != 200:
            self.complaints.append(f"{path} answered {answer and answer.status}")
        self.look(name)

    def close(self) -> None:
        self.context.close()

    def _check_accessibility(self, name: str) -> None:
        for finding in Axe().run(self.page, options=RULES).response["violations"]:
            where = finding["nodes"][0]["html"][:200]
            self.complaints.append(f"{name}: {finding['id']} ({len(finding['nodes'])}): {finding['help']}: {where}")

    def _console(self, message) -> None:
        told = message.type in {"error", "warning"}
        if told and not any(f"status of {status}" in message.text for status in self.expects):
            self.complaints.append(f"{self.page.url}: console {message.type}: {message.text}")
