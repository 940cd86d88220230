"""A hand that holds one of the phones on the page, and counts what its person had to do."""

from dataclasses import dataclass, field

from playwright.sync_api import FilePayload, Locator, Page, expect

from bot.app import SETTLE_MS


@dataclass(slots=True)
class Hand:
    """`answers` are the questions that were answered, `typed` the answers among them that needed
    letters."""

    page: Page
    owner: str
    answers: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    @property
    def phone(self) -> Locator:
        owner = self.page.get_by_test_id("owner").filter(has_text=self.owner)
        return self.page.locator('section[data-testid^="phone-"]').filter(has=owner)

    @property
    def messages(self) -> Locator:
        """What the bot has written."""
        return self.phone.locator('[data-testid="message"][data-from="bot"]')

    def message(self, words: str) -> Locator:
        """The latest message of the bot in which these words stand."""
        return self.messages.filter(has_text=words).last

    def button(self, words: str, label: str) -> Locator:
        return self.message(words).get_by_role("button", name=label, exact=True)

    def reads(self, *words: str) -> None:
        """The latest message says this."""
        for some in words:
            expect(self.messages.last).to_contain_text(some)

    def shows(self, *words: str) -> None:
        """One of its messages says this, perhaps not the latest."""
        for some in words:
            expect(self.message(some)).to_be_visible()

    def start(self) -> None:
        self.phone.get_by_test_id("start").click()

    def tap(self, words: str, label: str, clicks: int = 1) -> None:
        """Press a button below the message that says `words`."""
        self.button(words, label).wait_for()
        # A person looks first, longer than buttons rest after they have moved.
        self.page.wait_for_timeout(SETTLE_MS + 100)
        self.button(words, label).click(click_count=clicks)

    def tap_like(self, words: str, beginning: str) -> None:
        """Press the button whose label has this in it, below the message that says `words`."""
        label = self.message(words).get_by_role("button", name=beginning).inner_text()
        self.tap(words, label)

    def answer(self, question: str, label: str, clicks: int = 1) -> None:
        """Answer a question by one button."""
        self.answers.append(question)
        self.tap(question, label, clicks)

    def choose(self, question: str, *labels: str) -> None:
        """Answer a question by several buttons and Done."""
        self.answers.append(question)
        self.message(question).wait_for()
        for label in labels:
            if not self.button(question, label).is_visible():
                self.tap(question, "Xem thêm ›")
            self.tap(question, label)
            expect(self.button(question, f"✓ {label}")).to_be_visible()
        self.tap(question, "Xong")

    def type(self, question: str, text: str) -> None:
        """Answer a question in writing."""
        self.answers.append(question)
        self.typed.append(question)
        self.reads(question)
        self.say(text)

    def say(self, text: str) -> None:
        self.phone.get_by_test_id("composer").fill(text)
        self.phone.get_by_test_id("send").click()

    def command(self, name: str) -> None:
        """Choose a command from the menu beside the writing line."""
        self.phone.get_by_test_id("command-menu").click()
        entry = self.phone.get_by_test_id("command")
        entry.filter(has=self.page.get_by_text(f"/{name}", exact=True)).click()

    def attach_photo(self, photo: FilePayload) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.phone.get_by_test_id("attach").click()
            self.phone.get_by_test_id("attach-photo").click()
        chooser.value.set_files(photo)

    def share_contact(self, question: str) -> None:
        """Answer by the key that sends one's own name and number."""
        self.answers.append(question)
        self.reads(question)
        self.phone.locator('[data-testid="reply-button"][data-request="contact"]').click()

    def hears(self, words: str) -> None:
        """A short note over the chat says this."""
        expect(self.phone.get_by_test_id("toast").filter(has_text=words).last).to_be_visible()

    def longest(self) -> int:
        """Characters of the longest message this phone has shown so far, edited ones too."""
        found: object = self.page.evaluate(
            "id => [...window.seenTexts.values()].filter(([phone]) => phone === id)"
            ".reduce((most, [, text]) => Math.max(most, text.length), 0)",
            self.phone.get_attribute("data-testid"),
        )
        assert isinstance(found, int)
        return found
